import type { Worker } from '@petstore/chassis/lifecycle';
import type { Logger } from '@petstore/chassis/logging';
import { type Pool, statement } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';

export interface RecordPrunerOptions {
  /** The database `events`. */
  readonly events: Pool;
  readonly keptHours: number;
  readonly logger: Logger;
  readonly clock: Clock;
}

const pauseMs = 10 * 60_000;
/** Small, because a long transaction keeps every consumer of the log from newer events. */
const batchSize = 2_000;

const prune = statement<{ pruned: number }>(
  'request-log-prune',
  'select prune_request_log(make_interval(hours => $1), $2) as pruned',
);

/** Deletes records of requests that are older than they are kept. The events stay: consumers may have to read them again. */
export function createRecordPruner({ events, keptHours, logger, clock }: RecordPrunerOptions): Worker {
  async function pruneAll(signal: AbortSignal): Promise<number> {
    let total = 0;
    for (let pruned = batchSize; pruned === batchSize && !signal.aborted; total += pruned) {
      pruned = (await events.query(prune, [keptHours, batchSize])).rows[0]?.pruned ?? 0;
    }
    return total;
  }
  return {
    name: 'record-pruner',
    async run(signal) {
      while (!signal.aborted) {
        const records = await pruneAll(signal);
        if (records > 0) logger.info({ records }, 'old request records deleted');
        await clock.wait(pauseMs, signal);
      }
    },
  };
}
