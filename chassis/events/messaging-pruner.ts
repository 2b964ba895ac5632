import type { Logger } from '../logging/index.ts';
import { type Pool, type Statement, statement } from '../postgres/index.ts';
import type { Clock } from '../time/index.ts';
import type { Leadership, Worker } from '../workers/index.ts';

export interface MessagingPrunerOptions {
  /** The service's own database. */
  readonly database: Pool;
  /** Retention of published events in the outbox, where they can be compared with the log. */
  readonly outboxKeptHours: number;
  /** Retention of handled message ids; a message redelivered later takes effect again. */
  readonly inboxKeptHours: number;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Only the leader prunes; without it every replica does. */
  readonly leadership?: Leadership | undefined;
}

const pauseMs = 10 * 60_000;
/** Small, because a long transaction keeps newer events from every consumer of the log. */
export const pruneBatchSize = 2_000;

/** Only rows below the cursor are certainly published. */
const pruneOutbox = statement(
  'outbox-prune',
  `delete from outbox where position in (
     select position from outbox
     where transaction_id < (select published_below from outbox_cursor)
       and occurred_at < now() - make_interval(hours => $1)
     order by position
     limit $2
     for update skip locked
   )`,
);
const pruneInbox = statement(
  'inbox-prune',
  `delete from inbox where (consumer, message_id) in (
     select consumer, message_id from inbox
     where handled_at < now() - make_interval(hours => $1)
     order by handled_at
     limit $2
     for update skip locked
   )`,
);

/**
 * Deletes rows of outbox and inbox beyond their retention, in small batches; replicas skip rows that another one has
 * locked.
 */
export function createMessagingPruner(options: MessagingPrunerOptions): Worker {
  const { database, outboxKeptHours, inboxKeptHours, logger, clock, leadership } = options;
  async function pruneAll(prune: Statement, hours: number, signal: AbortSignal): Promise<number> {
    let total = 0;
    for (let pruned = pruneBatchSize; pruned === pruneBatchSize && !signal.aborted; total += pruned) {
      pruned = (await database.query(prune, [hours, pruneBatchSize])).rowCount;
    }
    return total;
  }
  return {
    name: 'messaging-pruner',
    async run(signal) {
      while (!signal.aborted) {
        await clock.wait(pauseMs, signal);
        if (leadership?.isLeader() === false) continue;
        const published = await pruneAll(pruneOutbox, outboxKeptHours, signal);
        const handled = await pruneAll(pruneInbox, inboxKeptHours, signal);
        if (published + handled > 0) logger.info({ published, handled }, 'old messages deleted');
      }
    },
  };
}
