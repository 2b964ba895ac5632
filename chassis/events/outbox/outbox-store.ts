import { statement, type Transaction } from '../../postgres/index.ts';
import { eventErrors } from '../errors.ts';
import type { StoredEvent } from '../event-bus.ts';

interface OutboxCursor {
  readonly published_below: string;
  readonly window_end: string;
  readonly window_position: number;
  /** Every transaction below it has ended: all its rows are visible. */
  readonly horizon: string;
  /** Rows above the horizon exist. */
  readonly holds_back: boolean;
}

/** Number of unpublished rows, whether or not they may be read yet; counted up to 10,000. */
export const countPending = statement<{ pending: number }>(
  'outbox-count-pending',
  `select count(*) as pending from (
     select from outbox_cursor as cursor join outbox on outbox.transaction_id >= cursor.published_below
     where outbox.transaction_id >= cursor.window_end or outbox.position > cursor.window_position
     limit 10000
   ) as waiting`,
);

// Unlike a row lock, an advisory lock assigns no transaction id, which would hold back every reader of the log while
// the batch is published.
const takeTurn = statement<{ has_turn: boolean }>(
  'outbox-take-turn',
  `select pg_try_advisory_xact_lock(hashtext('outbox relay')) as has_turn`,
);

// A statement of its own, so that it sees what the previous holder of the lock committed. The latest row alone shows
// whether any row is above the horizon: a direct query for such a row would scan all published rows while the table has
// no statistics.
const readCursor = statement<OutboxCursor>(
  'outbox-read-cursor',
  `select published_below, window_end, window_position, pg_snapshot_xmin(pg_current_snapshot()) as horizon,
     coalesce((select transaction_id from outbox order by transaction_id desc, position desc limit 1)
       >= pg_snapshot_xmin(pg_current_snapshot()), false) as holds_back
   from outbox_cursor`,
);

/** A row of the outbox. */
interface OutboxEvent extends StoredEvent {
  readonly position: number;
  /** Published ahead of its own window, which contains it again. */
  readonly is_ahead: boolean;
}

const readWindow = statement<OutboxEvent>(
  'outbox-read-window',
  // Materialized, because the planner would scan all published rows by the primary key. The rows above the window have
  // an upper bound for the same reason: without one the planner estimates a third of the table.
  `with unpublished as materialized (
     select position, subject from outbox
     where transaction_id >= $1::xid8 and transaction_id < $2::xid8 and position > $3
   ),
   above as materialized (
     select position, subject from outbox
     where transaction_id >= $2::xid8 and transaction_id < pg_snapshot_xmax(pg_current_snapshot())
       and exists (select from unpublished)
   ),
   last as (select subject, max(position) as position from unpublished group by subject),
   overtaken as (
     select above.position from above join last using (subject)
     where above.position > $3 and above.position < last.position
   ),
   batch as (
     select position, false as is_ahead from unpublished
     union all select position, true from overtaken
     order by position limit $4
   )
   select position, message_id, type, subject, data_version, data, correlation_id, causation_id, traceparent, occurred_at, is_ahead
   from batch join outbox using (position)
   order by position`,
);

// Commits asynchronously: a crash may undo the cursor's last moves; the events after it are then published again and
// deduplicated.
const moveCursor = statement(
  'outbox-move-cursor',
  `update outbox_cursor set published_below = $1::xid8, window_end = $2::xid8, window_position = $3
   from (select set_config('synchronous_commit', 'off', true)) as relaxed`,
);

/** A batch of outbox rows and the function that moves the cursor past them. */
interface OutboxBatch {
  readonly events: readonly OutboxEvent[];
  /** More rows can be read now. */
  readonly hasMore: boolean;
  /** More rows exist that may not be read yet. */
  readonly isHeldBack: boolean;
  markPublished(): void;
}

/**
 * Takes the relay's lock until the transaction ends, and reads the next rows; undefined if another process has the
 * lock.
 *
 * Rows become visible when their transaction commits, in any order, so reading "everything after the last id" would
 * skip rows that a slow transaction wrote earlier. Instead a closed window of transactions is read: all unpublished
 * ones below the horizon. Within a window rows are ordered by position, not by transaction: a transaction that began
 * first may have waited for another one's row lock and appended to the same subject after it. If the horizon lies
 * between the two, the other one's earlier rows of that subject are published ahead of their window. Their window
 * publishes them again, and the log deduplicates them.
 */
export async function takeOutboxBatch(
  transaction: Transaction,
  size: number,
): Promise<OutboxBatch | undefined> {
  const [turn, cursors] = await Promise.all([transaction.query(takeTurn), transaction.query(readCursor)]);
  if (turn.rows[0]?.has_turn !== true) return undefined;
  const [cursor] = cursors.rows;
  if (cursor === undefined) throw eventErrors.create('outbox-cursor-missing');
  const { published_below: start } = cursor;
  const hasOpenWindow = cursor.window_end !== start;
  const end = hasOpenWindow ? cursor.window_end : cursor.horizon;
  const after = hasOpenWindow ? cursor.window_position : 0;
  const { rows } = await transaction.query(readWindow, [start, end, after, size]);
  const last = rows.at(-1);
  const isWindowOpen = rows.length === size;
  return {
    events: rows,
    hasMore: isWindowOpen,
    isHeldBack: cursor.holds_back,
    markPublished() {
      if (last !== undefined && isWindowOpen) transaction.send(moveCursor, [start, end, last.position]);
      else if (last !== undefined || hasOpenWindow) transaction.send(moveCursor, [end, end, 0]);
    },
  };
}
