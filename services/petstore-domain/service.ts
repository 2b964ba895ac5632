import type { Environment } from '@petstore/chassis/config';
import { createOutboxRelay, type RecordedEvent } from '@petstore/chassis/events';
import { createKeyPruner } from '@petstore/chassis/idempotency';
import { createTokenVerifier, jwksFrom } from '@petstore/chassis/identity';
import type { ServiceContext, ServiceDefinition, ServiceParts } from '@petstore/chassis/lifecycle';
import { registerCartRoutes } from './cart/register-cart-routes.ts';
import { registerCatalogueRoutes } from './catalogue/register-catalogue-routes.ts';
import { type Config, readConfig } from './config.ts';
import { registerCustomerRoutes } from './customers/register-customer-routes.ts';
import { registerInteractionRoutes } from './interactions/register-interaction-routes.ts';
import { createQueueWatch } from './operator-queue/create-queue-watch.ts';
import { registerOperatorQueueRoutes } from './operator-queue/register-operator-queue-routes.ts';
import { createOrderWaits } from './order-requests/order-waits.ts';
import { registerOrderRoutes } from './order-requests/register-order-routes.ts';
import { createPaymentClient } from './payments/payment-client.ts';
import { createAdvisorClient } from './recommendations/advisor-client.ts';
import { registerRecommendationRoutes } from './recommendations/register-recommendation-routes.ts';
import { createRefundWorker } from './refunds/create-refund-worker.ts';
import { registerRestockingRoutes } from './restocking/register-restocking-routes.ts';
import { createSagaWorker } from './saga/create-saga-worker.ts';
import { takeSagaPlace } from './saga/placed-saga.ts';
import { runSagaStep } from './saga/run-saga-step.ts';
import { createReservationExpirer } from './stock/create-reservation-expirer.ts';

/** Longer than the slowest step: one call of payment-service and a transaction. */
const leaseMs = 15_000;
const paymentTimeoutMs = 3_000;
const voidPatienceMs = 1_000;
/** Longer than a lease and a call: after its lease a worker sends no request. */
const arrivalGraceMs = leaseMs + 5_000;

/** Defines the service: catalogue, carts, reservations and event-sourced orders with their saga. */
export function definePetstoreDomain(environment: Environment): ServiceDefinition {
  const config = readConfig(environment);
  return {
    name: 'petstore-domain',
    settings: config,
    environment,
    build: (context) => build(context, config),
  };
}

function build(context: ServiceContext, config: Config): ServiceParts {
  const { name, logger, metrics, clock } = context;
  const database = context.openDatabase();
  const bus = context.openBus();
  const leadership = context.joinLeadership();
  const relay = createOutboxRelay({ service: name, database, bus, leadership, logger, metrics, clock });
  const waits = createOrderWaits({ database, clock });
  const onEvents = (recorded: readonly RecordedEvent[] = []) => {
    waits.tell(recorded);
    relay.wake();
  };
  const { saga, refunds, readPayment } = buildOrderWork(context, config, { database, onEvents });
  const verifier = createTokenVerifier({
    fetchKeys: jwksFrom(context.createClient({ peer: 'gateway', baseUrl: config.jwksUrl })),
    issuer: config.jwtIssuer,
    audience: config.jwtAudience,
    longestLifetimeHours: config.longestTokenHours,
    clock,
  });
  const advisor = context.createClient({ peer: 'ml-pet-advisor', baseUrl: config.advisorUrl });
  const askAdvisor = createAdvisorClient(advisor, logger);
  const onOrder = () => saga.wake();
  const onRefund = () => refunds.wake();
  const shared = { database, verifier, metrics, onEvents };
  return {
    routes(server) {
      registerCatalogueRoutes(server, database);
      registerCustomerRoutes(server, { ...shared, sessionReaders: config.sessionReaders });
      registerCartRoutes(server, shared);
      registerOrderRoutes(server, {
        ...shared,
        rules: config,
        waits,
        takePlace: () => takeSagaPlace(saga),
        onOrder,
        onRefund,
      });
      registerRecommendationRoutes(server, { ...shared, askAdvisor });
      registerInteractionRoutes(server, shared);
      registerOperatorQueueRoutes(server, { ...shared, readPayment, onOrder, onRefund });
      registerRestockingRoutes(server, { ...shared, clock, currencies: config.currencies });
    },
    workers: [
      relay,
      waits,
      saga,
      refunds,
      createReservationExpirer({ database, logger, clock, onEvents }),
      createKeyPruner({ database, clock }),
      createQueueWatch({ database, metrics, clock }),
    ],
  };
}

type WorkParts = Pick<Parameters<typeof runSagaStep>[1], 'database' | 'onEvents'>;

/** Builds the saga worker and the refund worker; each wakes the other when it has created work for it. */
function buildOrderWork(context: ServiceContext, config: Config, parts: WorkParts) {
  const { logger, metrics, clock } = context;
  const { database } = parts;
  const client = context.createClient({
    peer: 'payment-service',
    baseUrl: config.paymentsUrl,
    timeoutMs: paymentTimeoutMs,
  });
  const settings = { ...config, voidPatienceMs, arrivalGraceMs };
  const payments = createPaymentClient(client);
  const common = { ...parts, payments, random: Math.random, logger, metrics };
  const step = {
    ...common,
    settings,
    leaseMs,
    onRefund: () => refunds.wake(),
    onDelay: (delayMs: number) => saga.wake(delayMs),
  };
  const saga = createSagaWorker({
    database,
    runStep: (each) => runSagaStep(each, step),
    leaseMs,
    logger,
    metrics,
    clock,
  });
  const onSettled = () => saga.wake();
  const onDelay = (delayMs: number) => refunds.wake(delayMs);
  const refunds = createRefundWorker({ ...common, onSettled, onDelay, leaseMs, clock });
  return { saga, refunds, readPayment: payments.read };
}
