import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { withInteraction } from '@petstore/chassis/correlation';
import { createLogger } from '@petstore/chassis/logging';
import { createMetrics } from '@petstore/chassis/metrics';
import { migrateService } from '@petstore/chassis/migration';
import { createPool, type Pool, unnamedStatement } from '@petstore/chassis/postgres';
import { createTestDatabase, testServerVariable } from '@petstore/chassis/testing';
import { systemClock } from '@petstore/chassis/time';
import type { Payment } from '@petstore/contracts/http';
import { startPostgres } from '@petstore/engine/postgres';
import { placeOrder } from '@petstore/petstore-domain/placing';
import {
  createSagaWorker,
  type OrderSaga,
  type PaymentAnswer,
  type PaymentClient,
  runSagaStep,
} from '@petstore/petstore-domain/saga';
import type { RunContext } from '../benchmark.ts';
import { locateRoot } from '../locate-root.ts';
import { findFreePorts } from '../processes/find-free-ports.ts';
import { createDataFolder } from '../system/create-data-folder.ts';

export interface MeasuredSaga {
  readonly placed: number;
  readonly placeSeconds: number;
  /** Without fulfilment timers. */
  readonly finished: number;
  readonly finishSeconds: number;
  /** With the timer of each fulfilment step. */
  readonly timedFinished: number;
  readonly timedFinishSeconds: number;
}

const parameters = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on', max_connections: '100' };
const connections = 4;
const leaseMs = 15_000;
const warmUp = 100;
const variants = 50;
const rules = { reservationSeconds: 900, mostOpenOrders: 1_000_000, mostOpenItems: 1_000_000 };
/** As in the ConfigMap of the base. */
const timerMs = 200;
const patience = {
  authorizePatienceMs: 5_000,
  capturePatienceMs: 5_000,
  voidPatienceMs: 1_000,
  arrivalGraceMs: 20_000,
  outagePatienceMs: 120_000,
  compensationPatienceMs: 600_000,
};
const logger = createLogger({ service: 'benchmark', level: 'silent' });
const metrics = createMetrics();

/** Places orders, then runs one saga worker until all of them are delivered. */
export async function measureSaga(orders: number, context: RunContext): Promise<MeasuredSaga> {
  const database = await openShop(context);
  await placeOrders(database, warmUp);
  await finishAll(database, 0, context);
  context.say(`placing ${orders} orders`);
  const placeSeconds = await seconds(() => placeOrders(database, orders));
  context.say('the saga runs until all are delivered');
  const finishSeconds = await seconds(() => finishAll(database, 0, context));
  const finished = (await countDelivered(database)) - warmUp;
  context.say(`the same with timers of ${timerMs} ms for each fulfilment step`);
  await placeOrders(database, orders);
  const timedFinishSeconds = await seconds(() => finishAll(database, timerMs, context));
  const timedFinished = (await countDelivered(database)) - finished - warmUp;
  return { placed: orders, placeSeconds, finished, finishSeconds, timedFinished, timedFinishSeconds };
}

async function countDelivered(database: Pool): Promise<number> {
  const count = unnamedStatement<{ delivered: number }>(
    `select count(*) as delivered from orders where status = 'delivered'`,
  );
  return (await database.query(count)).rows[0]?.delivered ?? 0;
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const startedAtMs = performance.now();
  await work();
  return (performance.now() - startedAtMs) / 1_000;
}

/** Starts a PostgreSQL server with the tables of the shop and some products. */
async function openShop({ lifetime, say }: RunContext): Promise<Pool> {
  say('starting a PostgreSQL server that flushes each commit');
  const { path: dataDirectory } = await createDataFolder(lifetime);
  const [port = 0] = await findFreePorts(1);
  const server = await startPostgres({ dataDirectory, port, parameters, signal: lifetime.signal });
  lifetime.onEnd(() => server.stop());
  process.env[testServerVariable] = JSON.stringify(server.admin);
  const { owner, service } = await createTestDatabase({ name: 'orders' });
  await migrateService({
    name: 'petstore-domain',
    environment: {
      PGHOST: owner.host,
      PGPORT: String(owner.port),
      PGDATABASE: owner.database,
      LOG_LEVEL: 'silent',
      PGUSER: owner.user,
      PGPASSWORD: owner.password,
      SERVICE_ROLE: service.user,
    },
    migrationsDirectory: pathToFileURL(join(locateRoot(), 'services/petstore-domain/migrations/')),
    messaging: true,
    idempotency: true,
  });
  const pool = createPool({
    connection: service,
    maxConnections: connections,
    connectionTimeoutMs: 30_000,
    applicationName: 'benchmark',
    onError: () => undefined,
  });
  lifetime.onEnd(() => pool.close());
  await pool.query(
    unnamedStatement(`insert into products (id, name, brand, category, for_categories, description)
      values ('bench', 'Food', 'Bench', 'food', '{}', '')`),
  );
  await pool.query(
    unnamedStatement(`insert into product_variants (sku, product_id, place, label, price_minor, currency, stock)
      select 'bench-' || n, 'bench', n, n::text, 700, 'USD', 1000000 from generate_series(0, ${variants - 1}) n`),
  );
  return pool;
}

/** Places as many orders at a time as there are connections, spread over customers and products. */
async function placeOrders(database: Pool, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, index) => index).values();
  const body = { payment: { cardToken: 'tok_visa' }, delivery: { name: 'Ada', city: 'London' } };
  async function place(): Promise<void> {
    for (const number of numbers) {
      const customerId = `bench-${number % 500}`;
      const items = [{ sku: `bench-${number % variants}` }];
      const correlationId = randomUUID();
      const request = { customerId, idempotencyKey: randomUUID(), correlationId, body: { ...body, items } };
      await withInteraction({ correlationId, messageId: randomUUID() }, () =>
        placeOrder(database, request, rules),
      );
    }
  }
  await Promise.all(Array.from({ length: connections }, place));
}

async function finishAll(database: Pool, fulfilmentStepMs: number, { lifetime }: RunContext): Promise<void> {
  const ending = new AbortController();
  const payments = promptPayments();
  const common = { database, logger, metrics, leaseMs };
  const runStep = (saga: OrderSaga) =>
    runSagaStep(saga, {
      ...common,
      payments,
      settings: { ...patience, fulfilmentStepMs },
      random: Math.random,
      onEvents: () => undefined,
      onRefund: () => undefined,
    });
  const running = createSagaWorker({ ...common, runStep, clock: systemClock }).run(ending.signal);
  const open = unnamedStatement<{ open: number }>(
    `select count(*) as open from order_sagas where step <> 'done'`,
  );
  try {
    while (((await database.query(open)).rows[0]?.open ?? 0) > 0) {
      await delay(50, undefined, { signal: lifetime.signal });
    }
  } finally {
    ending.abort();
    await running;
  }
}

/** Payments that succeed at once, so that only the saga is measured. */
function promptPayments(): PaymentClient {
  const payments = new Map<string, Payment>();
  const answer = (payment: Payment): PaymentAnswer => {
    payments.set(payment.id, payment);
    return { outcome: { kind: 'done' }, payment, messageId: randomUUID() };
  };
  const refuse = () => Promise.reject(new Error('no payment is voided or refunded in this benchmark'));
  return {
    async authorize({ orderId, customerId, amount }) {
      return answer({
        id: `pay_${orderId}`,
        orderId,
        customerId,
        amount,
        correlationId: '',
        status: 'authorized',
        capturedMinor: 0,
        refundedMinor: 0,
        providerReference: null,
        declineCode: null,
        createdAt: '',
        updatedAt: '',
      });
    },
    async capture(_orderId, paymentId) {
      const payment = payments.get(paymentId);
      if (payment === undefined) throw new Error(`no payment ${paymentId}`);
      return answer({ ...payment, status: 'captured', capturedMinor: payment.amount.amountMinor });
    },
    void: refuse,
    refund: refuse,
  };
}
