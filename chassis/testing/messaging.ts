import type { NewEvent } from '@petstore/contracts/events';
import type { EventBus } from '../events/event-bus.ts';
import { createPostgresBus } from '../events/log/postgres-bus.ts';
import { migrateMessaging } from '../events/messaging-migrations.ts';
import { appendEvents } from '../events/outbox/append-events.ts';
import {
  createOutboxRelay,
  type OutboxRelay,
  type OutboxRelayOptions,
} from '../events/outbox/outbox-relay.ts';
import { createLogger, type Logger } from '../logging/index.ts';
import { createMetrics, type Metrics } from '../metrics/index.ts';
import {
  createPool,
  inTransaction,
  type PgConnectionOptions,
  type Pool,
  type PoolOptions,
  type Transaction,
  unnamedStatement,
} from '../postgres/index.ts';
import { systemClock } from '../time/index.ts';
import { createTestDatabase, createTestEventLog } from './index.ts';

/** One service's database and the event log, on the server of the integration tests. */
export interface MessagingFixture {
  readonly database: Pool;
  readonly events: Pool;
  readonly bus: EventBus;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** All log lines. */
  readonly lines: string[];
  /** Another pool to the service's database, as in another process. */
  openDatabase(options?: Partial<PoolOptions>): Pool;
  createRelay(
    others?: Partial<Pick<OutboxRelayOptions, 'bus' | 'database' | 'clock' | 'leadership'>>,
  ): OutboxRelay;
  /** Runs workers while `work` runs. */
  whileRunning(
    workers: readonly { run(signal: AbortSignal): Promise<void> }[],
    work: () => Promise<void>,
  ): Promise<void>;
  append(subject: string, ...orderIds: string[]): Promise<void>;
  /** Order ids of the events in the log, in its order. */
  logged(): Promise<string[]>;
  close(): Promise<void>;
}

const readLog = unnamedStatement<{ order_id: string }>(
  `select data ->> 'orderId' as order_id from event_log order by transaction_id, position`,
);

export const petSold = (subject: string, orderId: string): NewEvent => ({
  type: 'PetSold',
  subject,
  data: { petId: subject, orderId },
});

export const noCause = { correlationId: 'test', causationId: null };

export function appendSold(transaction: Transaction, subject: string, orderIds: readonly string[]) {
  const facts = orderIds.map((orderId) => petSold(subject, orderId));
  return appendEvents(transaction, facts, noCause);
}

export async function openMessaging(): Promise<MessagingFixture> {
  const lines: string[] = [];
  const logger = createLogger({ service: 'test' }, { write: (line) => lines.push(line) });
  const ownDatabase = await createTestDatabase({ name: 'messaging' });
  await migrateMessaging({
    connection: ownDatabase.owner,
    log: createLogger({ service: 'test', level: 'warn' }),
  });
  const log = await createTestEventLog();
  const pools: Pool[] = [];
  const open = (connection: PgConnectionOptions, options: Partial<PoolOptions> = {}): Pool => {
    const pool = createPool({ connection, applicationName: 'test', onError: () => undefined, ...options });
    pools.push(pool);
    return pool;
  };
  const database = open(ownDatabase.service);
  const events = open(log.service);
  const bus = createPostgresBus(events);
  const metrics = createMetrics();
  return {
    database,
    events,
    bus,
    logger,
    metrics,
    lines,
    openDatabase: (options) => open(ownDatabase.service, options),
    createRelay: ({ database: from = open(ownDatabase.service), ...others } = {}) =>
      createOutboxRelay({
        service: 'shop',
        database: from,
        bus,
        logger,
        metrics,
        clock: systemClock,
        ...others,
      }),
    async whileRunning(workers, work) {
      const ending = new AbortController();
      const running = workers.map((worker) => worker.run(ending.signal));
      try {
        await work();
      } finally {
        ending.abort();
        await Promise.all(running);
      }
    },
    async append(subject, ...orderIds) {
      await inTransaction(database, (transaction) => appendSold(transaction, subject, orderIds));
    },
    async logged() {
      return (await events.query(readLog)).rows.map(({ order_id }) => order_id);
    },
    async close() {
      for (const pool of pools) await pool.close();
      await ownDatabase.drop();
      await log.drop();
    },
  };
}
