import type { Environment } from '@petstore/chassis/config';
import { createOutboxRelay } from '@petstore/chassis/events';
import { createKeyPruner } from '@petstore/chassis/idempotency';
import { createTokenVerifier, jwksFrom, type TokenVerifier } from '@petstore/chassis/identity';
import type { ServiceContext, ServiceDefinition, ServiceParts } from '@petstore/chassis/lifecycle';
import { createPaymentAccess } from './access/payment-access.ts';
import { createPaymentCommands } from './commands/payment-commands.ts';
import { registerCommandRoutes } from './commands/register-command-routes.ts';
import { loadPaymentConfig, type PaymentConfig } from './config.ts';
import { registerLedgerRoutes } from './ledger/register-ledger-routes.ts';
import { registerPaymentRoutes } from './payments/register-payment-routes.ts';
import { createPaymentRecorder } from './provider-calls/payment-recorder.ts';
import { createProviderClient } from './provider-calls/provider-client.ts';
import { createBookReconciler } from './reconciliation/reconcile-book.ts';
import { createReconciler } from './reconciliation/reconcile-calls.ts';
import { registerWebhookRoutes } from './webhooks/register-webhook-routes.ts';
import { createWebhookInboxPruner } from './webhooks/webhook-inbox.ts';

/** Payments of orders: authorize, capture, void and refund, with a double-entry ledger. */
export function definePaymentService(environment: Environment): ServiceDefinition {
  const config = loadPaymentConfig(environment);
  return {
    name: 'payment-service',
    settings: config,
    environment,
    build: (context) => build(context, config),
  };
}

function build(context: ServiceContext, config: PaymentConfig): ServiceParts {
  const { name: service, logger, metrics, clock } = context;
  const database = context.openDatabase();
  const relay = createOutboxRelay({
    service,
    database,
    bus: context.openBus(),
    leadership: context.joinLeadership(),
    logger,
    metrics,
    clock,
  });
  const recorder = createPaymentRecorder({ database, logger, metrics, clock, onEvents: () => relay.wake() });
  const tools = { recorder, provider: providerOf(context, config) };
  const commands = createPaymentCommands(tools, config.currencies);
  const access = createPaymentAccess(tokenVerifier(context, config), config.commandCallers);
  const times = {
    abandonAfterMs: config.abandonAfterSeconds * 1_000,
    watchMs: config.watchSeconds * 1_000,
  };
  return {
    routes(server) {
      registerCommandRoutes(server, { database, commands, access });
      registerPaymentRoutes(server, database, access);
      registerLedgerRoutes(server, database, access);
      registerWebhookRoutes(server, { recorder, secret: config.webhookSecret, clock });
    },
    workers: [
      relay,
      createReconciler({ tools, times, clock }),
      createBookReconciler({ tools, everyMs: config.reconcileSeconds * 1_000, clock }),
      createWebhookInboxPruner(database, clock),
      createKeyPruner({ database, clock }),
    ],
  };
}

/** The provider is outside of the system and records no requests, so the calls are recorded on this side. */
function providerOf(context: ServiceContext, config: PaymentConfig) {
  const client = context.createClient({
    peer: 'payment-provider',
    baseUrl: config.providerUrl,
    timeoutMs: config.providerTimeoutMs,
    maxAttempts: 2,
    isOutside: true,
  });
  return createProviderClient(client, config.providerApiKey);
}

function tokenVerifier(context: ServiceContext, config: PaymentConfig): TokenVerifier {
  const issuer = context.createClient({ peer: 'gateway', baseUrl: config.jwksUrl });
  return createTokenVerifier({
    fetchKeys: jwksFrom(issuer),
    issuer: config.jwtIssuer,
    audience: config.jwtAudience,
    longestLifetimeHours: config.longestTokenHours,
    clock: context.clock,
  });
}
