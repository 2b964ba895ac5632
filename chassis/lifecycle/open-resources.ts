import { createRequestRecorder } from '../events/index.ts';
import type { ReadinessCheck } from '../health/index.ts';
import { createHttpClient, type RecordRequest } from '../http/index.ts';
import type { Logger } from '../logging/index.ts';
import type { Metrics } from '../metrics/index.ts';
import { createPool, type Pool, readConnection, unnamedStatement } from '../postgres/index.ts';
import type { Clock } from '../time/index.ts';
import type { ServiceContext, ServiceDefinition } from './service-definition.ts';
import type { Worker } from './worker.ts';

export interface Resources {
  readonly context: ServiceContext;
  readonly recordRequest: RecordRequest;
  readonly checks: Map<string, ReadinessCheck>;
  readonly workers: Worker[];
  /** Ends what was opened, the newest first. */
  close(): Promise<void>;
}

interface Equipment {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/** Connections of one pod: three to its own database, one to `events`. */
const poolSizes = { database: 3, events: 1 } as const;
const ping = unnamedStatement('select 1');

/** Opens what a service asks for, and remembers it for readiness and for the end. */
export function openResources(definition: ServiceDefinition, equipment: Equipment): Resources {
  const { name, settings, environment } = definition;
  const { logger, metrics, clock } = equipment;
  const checks = new Map<string, ReadinessCheck>();
  const workers: Worker[] = [];
  const closers: (() => Promise<void>)[] = [];
  let recordRequest: RecordRequest = () => undefined;

  function open(kind: keyof typeof poolSizes, prefix: string): Pool {
    const pool = createPool({
      connection: readConnection(environment, prefix),
      maxConnections: poolSizes[kind],
      applicationName: `${name}/${kind}`,
      onError: (error) => logger.warn({ err: error, kind }, 'an idle database connection broke'),
    });
    closers.push(() => pool.close());
    return pool;
  }

  const context: ServiceContext = {
    name,
    ...equipment,
    openDatabase() {
      const pool = open('database', '');
      checks.set('database', async () => {
        await pool.query(ping);
      });
      return pool;
    },
    openEvents() {
      const pool = open('events', 'EVENTS_');
      const recorder = createRequestRecorder({
        service: name,
        events: pool,
        share: settings.journeyShare,
        ...equipment,
      });
      recordRequest = (record) => recorder.record(record);
      workers.push(recorder.worker);
      closers.push(() => recorder.flush());
      return pool;
    },
    createClient({ isOutside = false, ...options }) {
      const outside = isOutside
        ? { recordRequest: ((record) => recordRequest(record)) as RecordRequest }
        : {};
      const client = createHttpClient({ service: name, metrics, clock, ...options, ...outside });
      closers.push(() => client.close());
      return client;
    },
  };
  return {
    context,
    recordRequest: (record) => recordRequest(record),
    checks,
    workers,
    async close() {
      for (const close of closers.reverse()) {
        await close().catch((error: unknown) => logger.warn({ err: error }, 'closing a resource failed'));
      }
    },
  };
}
