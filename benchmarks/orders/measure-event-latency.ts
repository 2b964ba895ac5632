import { setTimeout as delay } from 'node:timers/promises';
import {
  appendEvents,
  createEventBus,
  createEventConsumer,
  createOutboxRelay,
  migrateMessaging,
} from '@petstore/chassis/events';
import { createLogger } from '@petstore/chassis/logging';
import { createMetrics } from '@petstore/chassis/metrics';
import { createPool, inTransaction, type PgConnectionOptions } from '@petstore/chassis/postgres';
import {
  createTestDatabase,
  createTestEventLog,
  natsMissing,
  startNatsServer,
  testServerVariable,
} from '@petstore/chassis/testing';
import { systemClock } from '@petstore/chassis/time';
import { startPostgres } from '@petstore/engine/postgres';
import { createLatencyRecorder, type LatencySummary } from '@petstore/shoppers/latency';
import type { RunContext } from '../benchmark.ts';
import { findFreePorts } from '../processes/find-free-ports.ts';
import { createDataFolder } from '../system/create-data-folder.ts';

export interface MeasuredBus {
  readonly bus: 'postgres' | 'nats';
  /** From the commit of the event's transaction to the start of its handler; null where the bus is not installed. */
  readonly latency: LatencySummary | null;
}

const parameters = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on', max_connections: '100' };
const eventsEach = 500;
const warmUp = 50;
/** Pause between two events; the next one waits for no handler. */
const pauseMs = 20;
const arrivesWithinMs = 30_000;
const logger = createLogger({ service: 'benchmark', level: 'silent' });

/**
 * Measures the latency of an event from one service's outbox to another's handler, on each event bus, with a PostgreSQL
 * server that flushes each commit.
 */
export async function measureEventLatency(context: RunContext): Promise<readonly MeasuredBus[]> {
  const { lifetime, say } = context;
  const { path: dataDirectory } = await createDataFolder(lifetime);
  const [port = 0] = await findFreePorts(1);
  const server = await startPostgres({ dataDirectory, port, parameters, signal: lifetime.signal });
  lifetime.onEnd(() => server.stop());
  process.env[testServerVariable] = JSON.stringify(server.admin);
  say('events by PostgreSQL');
  const postgres = await measure('postgres', '', context);
  if (natsMissing !== null) {
    say(`events by NATS: ${natsMissing}`);
    return [
      { bus: 'postgres', latency: postgres },
      { bus: 'nats', latency: null },
    ];
  }
  const nats = await startNatsServer();
  lifetime.onEnd(() => nats.remove());
  say('events by NATS JetStream');
  return [
    { bus: 'postgres', latency: postgres },
    { bus: 'nats', latency: await measure('nats', nats.url, context) },
  ];
}

async function openServices({ lifetime }: RunContext) {
  const open = (connection: PgConnectionOptions) => {
    const pool = createPool({ connection, applicationName: 'benchmark', onError: () => undefined });
    lifetime.onEnd(() => pool.close());
    return pool;
  };
  const log = await createTestEventLog();
  const service = async (name: string) => {
    const database = await createTestDatabase({ name });
    await migrateMessaging({ connection: database.owner, log: logger });
    return { database: open(database.service), events: open(log.service) };
  };
  return { shop: await service('shop'), reports: await service('reports') };
}

async function measure(
  eventBus: MeasuredBus['bus'],
  natsUrl: string,
  context: RunContext,
): Promise<LatencySummary> {
  const { shop, reports } = await openServices(context);
  const common = { logger, metrics: createMetrics(), clock: systemClock };
  const busOf = (service: string, { events }: typeof shop) => {
    const bus = createEventBus({ service, events, eventBus, natsUrl, logger });
    context.lifetime.onEnd(() => bus.close());
    return bus;
  };
  const relay = createOutboxRelay({
    ...common,
    service: 'shop',
    database: shop.database,
    bus: busOf('shop', shop),
  });
  const arrivals = new Map<string, number>();
  const consumer = createEventConsumer({
    ...common,
    consumer: 'benchmark',
    database: reports.database,
    bus: busOf('reports', reports),
    types: ['PetSold'],
    handle: async (_transaction, { data }) => void arrivals.set(data.orderId, performance.now()),
  });
  const ending = new AbortController();
  const running = Promise.all([relay.run(ending.signal), consumer.run(ending.signal)]);
  const recorder = createLatencyRecorder();
  try {
    const committed = new Map<string, number>();
    for (let number = 0; number < warmUp + eventsEach; number += 1) {
      const orderId = `order-${number}`;
      const sold = { type: 'PetSold', subject: orderId, data: { petId: orderId, orderId } } as const;
      const cause = { correlationId: orderId, causationId: null };
      await inTransaction(shop.database, (transaction) => appendEvents(transaction, [sold], cause));
      relay.wake();
      if (number >= warmUp) committed.set(orderId, performance.now());
      await delay(pauseMs, undefined, { signal: context.lifetime.signal });
    }
    for (const [orderId, committedAtMs] of committed) {
      const arrivedAtMs = await arrivalOf(arrivals, orderId, context);
      recorder.record(Math.max(0, arrivedAtMs - committedAtMs));
    }
  } finally {
    ending.abort();
    await running;
  }
  return recorder.summarize();
}

async function arrivalOf(
  arrivals: ReadonlyMap<string, number>,
  orderId: string,
  { lifetime }: RunContext,
): Promise<number> {
  const deadline = performance.now() + arrivesWithinMs;
  for (;;) {
    const arrivedAtMs = arrivals.get(orderId);
    if (arrivedAtMs !== undefined) return arrivedAtMs;
    if (performance.now() > deadline) throw new Error(`event ${orderId} did not arrive`);
    await delay(1, undefined, { signal: lifetime.signal });
  }
}
