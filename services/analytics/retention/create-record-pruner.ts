import type { Logger } from '@petstore/chassis/logging';
import { type Pool, statement } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import type { Worker } from '@petstore/chassis/workers';
import { standingEvents } from '@petstore/contracts/events';

export interface RecordPrunerOptions {
  /** The database `events`. */
  readonly events: Pool;
  /** Retention of request records. */
  readonly keptHours: number;
  readonly eventsKeptHours: number;
  readonly logger: Logger;
  readonly clock: Clock;
}

const pauseMs = 10 * 60_000;
/** Small, because a long transaction delays newer events for every consumer of the log. */
const batchSize = 2_000;

const prune = statement<{ pruned: number }>(
  'request-log-prune',
  'select prune_request_log(make_interval(hours => $1), $2) as pruned',
);

const pruneEvents = statement<{ pruned: number }>(
  'event-log-prune',
  'select prune_event_log(make_interval(hours => $1), $2, $3, $4) as pruned',
);

const pruneClaims = statement<{ pruned: number }>(
  'correlation-claims-prune',
  'select prune_correlation_claims(make_interval(hours => $1), $2) as pruned',
);

/**
 * Deletes request records and events beyond their retention, except events that no later event supersedes; then claims
 * of correlation ids without records.
 */
export function createRecordPruner(options: RecordPrunerOptions): Worker {
  const { events, keptHours, eventsKeptHours, logger, clock } = options;
  const standing = Object.entries(standingEvents);
  const batches = {
    records: () => events.query(prune, [keptHours, batchSize]),
    events: () =>
      events.query(pruneEvents, [
        eventsKeptHours,
        standing.map(([type]) => type),
        standing.map(([, ending]) => ending),
        batchSize,
      ]),
    claims: () => events.query(pruneClaims, [keptHours, batchSize]),
  };
  return {
    name: 'record-pruner',
    async run(signal) {
      while (!signal.aborted) {
        for (const [what, pruneBatch] of Object.entries(batches)) {
          let total = 0;
          for (let pruned = batchSize; pruned === batchSize && !signal.aborted; total += pruned) {
            pruned = (await pruneBatch()).rows[0]?.pruned ?? 0;
          }
          if (total > 0) logger.info({ what, rows: total }, 'old rows deleted');
        }
        await clock.wait(pauseMs, signal);
      }
    },
  };
}
