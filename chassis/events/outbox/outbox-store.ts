import { statement, type Transaction } from '../../postgres/index.ts';
import { eventErrors } from '../errors.ts';
import type { StoredEvent } from '../event-bus.ts';

interface OutboxCursor {
  readonly published_below: string;
  readonly window_end: string;
  readonly window_position: number;
  /** Every transaction below it has ended: its rows, if any, can be seen, and no more will come. */
  readonly horizon: string;
  /** Rows above the horizon can be seen already. */
  readonly holds_back: boolean;
}

/** Rows that are not published, whether or not they may be read yet; counted up to a bound. */
export const countPending = statement<{ pending: number }>(
  'outbox-count-pending',
  `select count(*) as pending from (
     select from outbox_cursor as cursor join outbox on outbox.transaction_id >= cursor.published_below
     where outbox.transaction_id >= cursor.window_end or outbox.position > cursor.window_position
     limit 10000
   ) as waiting`,
);

// Unlike the lock of a row it takes no transaction id, which would hold back every reader of the log while the batch is published.
const takeTurn = statement<{ has_turn: boolean }>(
  'outbox-take-turn',
  `select pg_try_advisory_xact_lock(hashtext('outbox relay')) as has_turn`,
);

// A statement of its own, so that it sees what the one before in the turn has done. The latest row tells whether there is any above the
// horizon: asked for one that is, the planner walks over everything ever published as long as it has no statistics.
const readCursor = statement<OutboxCursor>(
  'outbox-read-cursor',
  `select published_below, window_end, window_position, pg_snapshot_xmin(pg_current_snapshot()) as horizon,
     coalesce((select transaction_id from outbox order by transaction_id desc, position desc limit 1)
       >= pg_snapshot_xmin(pg_current_snapshot()), false) as holds_back
   from outbox_cursor`,
);

/** A row of the outbox, as it is published. */
export interface OutboxEvent extends StoredEvent {
  readonly position: number;
  /** Taken along ahead of its own window, which will hold it again. */
  readonly is_ahead: boolean;
}

const readWindow = statement<OutboxEvent>(
  'outbox-read-window',
  // Materialized, because by the primary key the planner would walk over everything ever published. What is above the window has an upper
  // bound for the same reason: without one the planner takes it for a third of the table.
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

// A crash may take the cursor's last moves back: what was published after it is published again, and absorbed.
const moveCursor = statement(
  'outbox-move-cursor',
  `update outbox_cursor set published_below = $1::xid8, window_end = $2::xid8, window_position = $3
   from (select set_config('synchronous_commit', 'off', true)) as relaxed`,
);

/** A batch of the outbox, and how to remember that it was published. */
export interface OutboxBatch {
  readonly events: readonly OutboxEvent[];
  /** More can be read now. */
  readonly hasMore: boolean;
  /** More is there that may not be read yet. */
  readonly isHeldBack: boolean;
  markPublished(): void;
}

/**
 * Takes the turn to publish and reads the next events; undefined when another process has it. The turn lasts as long as the transaction.
 *
 * Rows become visible when their transaction commits, in any order, so "everything after the last id" would skip those that a slow
 * transaction wrote earlier. What is read instead is a closed window of transactions: all those that began below the horizon and
 * are not published. Inside of a window the order is that of the positions, not that of the transactions: a transaction that began first
 * may have waited for another one's row, and appended to the same subject after it. When the horizon lies between the two, what that
 * other one appended to the subject is taken along, ahead of its window, which will hold it again: it has committed, and the log
 * absorbs the second time.
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
