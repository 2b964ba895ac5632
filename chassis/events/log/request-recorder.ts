import { createHash } from 'node:crypto';
import type { RequestRecord } from '../../http/request-record.ts';
import type { Logger } from '../../logging/index.ts';
import type { Metrics } from '../../metrics/index.ts';
import { type Pool, type Queryable, sqlStateOf, statementWithParameters } from '../../postgres/index.ts';
import type { Clock } from '../../time/index.ts';
import { createWaker, type Worker } from '../../workers/index.ts';

/** One array a column, for `unnest`. */
interface InsertedRecords {
  readonly service: string;
  readonly messageIds: readonly string[];
  readonly causationIds: readonly (string | null)[];
  readonly correlationIds: readonly string[];
  readonly names: readonly string[];
  readonly callers: readonly string[];
  readonly callees: readonly string[];
  readonly statuses: readonly (number | null)[];
  readonly startedAtMs: readonly number[];
  readonly durationsMs: readonly number[];
  readonly attempts: readonly number[];
  readonly customerIds: readonly (string | null)[];
}

// Commits asynchronously: a crash may lose the last records, as it loses those in the buffer.
const insertRecords = statementWithParameters<InsertedRecords>(
  'request-log-insert',
  `insert into request_log (recorded_by, message_id, causation_id, correlation_id, name, caller, callee, status, started_at, duration_ms, attempts, customer_id)
   select :service, message_id, causation_id, correlation_id, name, caller, callee, status, to_timestamp(started_at_ms / 1000), duration_ms, attempts, customer_id
   from unnest(:messageIds::text[], :causationIds::text[], :correlationIds::text[], :names::text[], :callers::text[], :callees::text[],
     :statuses::integer[], :startedAtMs::double precision[], :durationsMs::double precision[], :attempts::integer[], :customerIds::text[])
     as record (message_id, causation_id, correlation_id, name, caller, callee, status, started_at_ms, duration_ms, attempts, customer_id),
     (select set_config('synchronous_commit', 'off', true)) as relaxed`,
);

export interface RequestRecorderOptions {
  readonly service: string;
  /** The database `events`. */
  readonly events: Pool;
  /** Share of correlation ids whose requests are recorded, 0 to 1. */
  readonly share: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

export interface RequestRecorder {
  /** Buffers a record; never waits and never throws. */
  record(record: RequestRecord): void;
  /** Writes buffered records in batches, and the rest when it is stopped. */
  readonly worker: Worker;
  /** Writes all buffered records; throws if the store is unavailable. */
  flush(): Promise<void>;
}

const mostBuffered = 10_000;
const batchSize = 500;
const lingerMs = 1_000;
const retryMs = 500;
const idleMs = 60_000;

/**
 * Records requests in the background. A crash may lose the last batch; while the store is unavailable, records beyond
 * the buffer are dropped and counted.
 */
export function createRequestRecorder(options: RequestRecorderOptions): RequestRecorder {
  const { service, events, share, logger, metrics, clock } = options;
  const dropped = metrics.counter('request_records_dropped_total');
  const waker = createWaker(clock);
  const buffer: RequestRecord[] = [];
  let writing: Promise<void> | undefined;

  async function writeAll(): Promise<void> {
    while (buffer.length > 0) {
      const batch = buffer.slice(0, batchSize);
      await insertRequestRecords(events, service, batch).catch((error: unknown) => {
        if (!isRefusalOfData(error)) throw error;
        dropped.inc(batch.length);
        logger.error({ err: error, records: batch.length }, 'request records were refused and dropped');
      });
      buffer.splice(0, batch.length);
    }
  }

  function flush(): Promise<void> {
    writing ??= writeAll().finally(() => {
      writing = undefined;
    });
    return writing;
  }

  async function flushOrWait(signal: AbortSignal): Promise<void> {
    try {
      await flush();
    } catch (error) {
      logger.warn({ err: error, records: buffer.length }, 'request records wait for their store');
      await clock.wait(retryMs, signal);
    }
  }

  return {
    record(record) {
      if (!isInShare(record.correlationId, share)) return;
      if (buffer.length >= mostBuffered) {
        dropped.inc();
        return;
      }
      buffer.push(record);
      if (buffer.length === 1) waker.wake();
    },
    worker: {
      name: 'request-recorder',
      async run(signal) {
        while (!signal.aborted) {
          if (buffer.length === 0) await waker.wait(idleMs, signal);
          await clock.wait(lingerMs, signal);
          await flushOrWait(signal);
        }
        await flushOrWait(signal);
      },
    },
    flush,
  };
}

/**
 * SQLSTATE classes 22 and 23: these rows will never be accepted. Any other failure may be temporary, such as a lost
 * connection or a missing migration.
 */
function isRefusalOfData(error: unknown): boolean {
  const sqlState = sqlStateOf(error) ?? '';
  return sqlState.startsWith('22') || sqlState.startsWith('23');
}

async function insertRequestRecords(
  events: Queryable,
  service: string,
  records: readonly RequestRecord[],
): Promise<void> {
  const values = insertRecords.values({
    service,
    messageIds: records.map(({ messageId }) => messageId),
    causationIds: records.map(({ causationId }) => causationId),
    correlationIds: records.map(({ correlationId }) => correlationId),
    names: records.map(({ name }) => name),
    callers: records.map(({ caller }) => caller),
    callees: records.map(({ callee }) => callee),
    statuses: records.map(({ status }) => status),
    startedAtMs: records.map(({ startedAtMs }) => startedAtMs),
    durationsMs: records.map(({ durationMs }) => durationMs),
    attempts: records.map(({ attempts }) => attempts),
    customerIds: records.map(({ customerId }) => customerId),
  });
  await events.query(insertRecords, values);
}

/**
 * Whether requests of this correlation id are recorded when only a share (0 to 1) is. Depends on the id alone, so that
 * every service decides alike and a journey is recorded completely or not at all.
 */
export function isInShare(correlationId: string, share: number): boolean {
  if (share >= 1) return true;
  const hash = createHash('sha256').update(correlationId).digest().readUInt32BE(0);
  return hash / 2 ** 32 < share;
}
