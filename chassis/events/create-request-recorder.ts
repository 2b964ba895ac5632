import type { RequestRecord } from '../http/request-record.ts';
import type { Worker } from '../lifecycle/worker.ts';
import type { Logger } from '../logging/index.ts';
import type { Metrics } from '../metrics/index.ts';
import { type Pool, sqlStateOf } from '../postgres/index.ts';
import type { Clock } from '../time/index.ts';
import { createWaker } from './create-waker.ts';
import { isInShare } from './is-in-share.ts';
import { insertRequestRecords } from './request-log-store.ts';

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
  /** Takes a record in; never waits and never fails. */
  record(record: RequestRecord): void;
  /** Writes what was taken in, in batches, and what is left when it is stopped. */
  readonly worker: Worker;
  /** Writes all that was taken in so far; throws when the store is away. */
  flush(): Promise<void>;
}

const mostBuffered = 10_000;
const batchSize = 500;
const lingerMs = 200;
const retryMs = 500;
const idleMs = 60_000;

/** Records requests in the background: a crash may lose the last batch, an absent store loses what exceeds the buffer, counted. */
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

/** SQLSTATE classes 22 and 23: these rows will never be taken. Whatever else fails may pass: no connection, tables not migrated yet. */
function isRefusalOfData(error: unknown): boolean {
  const sqlState = sqlStateOf(error) ?? '';
  return sqlState.startsWith('22') || sqlState.startsWith('23');
}
