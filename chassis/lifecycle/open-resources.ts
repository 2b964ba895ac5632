import {
  createEventBus,
  createMessagingPruner,
  createRequestRecorder,
  type RequestRecorder,
} from '../events/index.ts';
import type { ReadinessCheck } from '../health/index.ts';
import { createHttpClient, type RecordRequest } from '../http/index.ts';
import type { Logger } from '../logging/index.ts';
import type { Metrics } from '../metrics/index.ts';
import { createPool, type Pool, readConnection, unnamedStatement } from '../postgres/index.ts';
import type { Clock } from '../time/index.ts';
import { createLeadership, type Worker } from '../workers/index.ts';
import type { ServiceContext, ServiceDefinition } from './service-definition.ts';

export interface Resources {
  readonly context: ServiceContext;
  readonly recordRequest: RecordRequest;
  readonly checks: Map<string, ReadinessCheck>;
  readonly workers: Worker[];
  /** Closes everything that was opened, in reverse order. */
  close(): Promise<void>;
}

interface Equipment {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/** Connections of one pod: three to its own database, one to `events`. */
const poolSizes = { database: 3, events: 1 } as const;
/** How long background work waits for a connection. */
const longestWaitMs = 2_000;
const ping = unnamedStatement('select 1');

interface PoolRequest {
  readonly kind: keyof typeof poolSizes;
  /** Prefix of the environment variables: `EVENTS_` or empty. */
  readonly prefix: string;
  readonly connections?: number | undefined;
}

function openPool(
  definition: ServiceDefinition,
  { logger, metrics }: Pick<Equipment, 'logger' | 'metrics'>,
  { kind, prefix, connections }: PoolRequest,
): Pool {
  const pool = createPool({
    connection: readConnection(definition.environment, prefix),
    maxConnections: connections ?? poolSizes[kind],
    requestWaitMs: definition.settings.databaseWaitMs,
    connectionTimeoutMs: Math.max(longestWaitMs, definition.settings.databaseWaitMs),
    applicationName: `${definition.name}/${kind}`,
    onError: (error) => logger.warn({ err: error, kind }, 'an idle database connection broke'),
  });
  const gauge = metrics.gauge('postgres_pool_connections');
  metrics.beforeExposing(() => {
    const { total, idle, waiting } = pool.counts();
    for (const [state, count] of Object.entries({ idle, busy: total - idle, waiting })) {
      gauge.set({ database: kind, state }, count);
    }
  });
  return pool;
}

/** Readiness depends on it. */
function openOwnDatabase(
  definition: ServiceDefinition,
  equipment: Equipment,
  { closers, checks }: { readonly closers: (() => Promise<void>)[]; readonly checks: Resources['checks'] },
): Pool {
  const pool = openPool(definition, equipment, { kind: 'database', prefix: '' });
  closers.push(() => pool.close());
  checks.set('database', async () => {
    await pool.query(ping);
  });
  return pool;
}

function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

async function closeAll(closers: readonly (() => Promise<void>)[], logger: Logger): Promise<void> {
  for (const close of closers.toReversed()) {
    await close().catch((error: unknown) => logger.warn({ err: error }, 'closing a resource failed'));
  }
}

/** Opens resources as the service asks for them, and keeps them for readiness checks and for closing. */
export function openResources(definition: ServiceDefinition, equipment: Equipment): Resources {
  const { name, settings } = definition;
  const { logger, metrics, clock } = equipment;
  const checks = new Map<string, ReadinessCheck>();
  const workers: Worker[] = [];
  const closers: (() => Promise<void>)[] = [];
  let recorder: RequestRecorder | undefined;
  let opened: Pool | undefined;
  const recordRequest: RecordRequest = (record) => recorder?.record(record);

  const openDatabase = once(() => openOwnDatabase(definition, equipment, { closers, checks }));
  const joinLeadership = once(() => {
    const leadership = createLeadership({ database: openDatabase(), logger, clock });
    workers.push(leadership);
    return leadership;
  });

  const context: ServiceContext = {
    name,
    ...equipment,
    openDatabase,
    joinLeadership,
    openBus() {
      const { outboxKeptHours, inboxKeptHours } = settings;
      const kept = { outboxKeptHours, inboxKeptHours };
      const shared = { database: openDatabase(), leadership: joinLeadership() };
      workers.push(createMessagingPruner({ ...shared, ...kept, logger, clock }));
      const bus = createEventBus({ service: name, events: context.openEvents(), ...settings, logger });
      closers.push(() => bus.close());
      return bus;
    },
    openEvents({ connections } = {}) {
      if (opened !== undefined) return opened;
      const events = openPool(definition, equipment, { kind: 'events', prefix: 'EVENTS_', connections });
      opened = events;
      const created = createRequestRecorder({
        service: name,
        events,
        share: settings.journeyShare,
        ...equipment,
      });
      recorder = created;
      workers.push(created.worker);
      closers.push(
        () => events.close(),
        () => created.flush(),
      );
      return events;
    },
    createClient({ isOutside = false, ...options }) {
      const outside = isOutside ? { recordRequest } : {};
      const off = settings.protectionsOff;
      const client = createHttpClient({ service: name, metrics, clock, off, ...options, ...outside });
      closers.push(() => client.close());
      return client;
    },
  };
  return { context, recordRequest, checks, workers, close: () => closeAll(closers, logger) };
}
