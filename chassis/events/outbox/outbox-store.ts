import { type Queryable, statement, type Transaction } from '../../postgres/index.ts';
import { eventErrors } from '../errors.ts';
import type { StoredEvent } from '../event-bus.ts';

interface PendingEvents {
  /** Unpublished rows, whether or not they may be read yet; counted up to 10,000. */
  readonly pending: number;
  /** Age of the oldest of them; null without any. */
  readonly oldestMs: number | null;
}

const pendingEvents = statement<PendingEvents>(
  'outbox-count-pending',
  `select count(*) as pending,
     (extract(epoch from clock_timestamp() - min(occurred_at)) * 1000)::double precision as "oldestMs"
   from (
     select occurred_at from outbox_cursor as cursor join outbox on outbox.transaction_id >= cursor.published_below
     where outbox.transaction_id >= cursor.window_end or outbox.position > cursor.window_position
     limit 10000
   ) as waiting`,
);

/** What is unpublished in a service's outbox. */
export async function countPending(database: Queryable): Promise<PendingEvents> {
  return (await database.query(pendingEvents)).rows[0] ?? { pending: 0, oldestMs: null };
}

/** A row of the outbox. */
interface OutboxEvent extends StoredEvent {
  readonly position: number;
  /** Published ahead of its own window, which contains it again. */
  readonly is_ahead: boolean;
}

/** The cursor as it was found and the window to read. */
interface OutboxWindow {
  readonly published_below: string;
  readonly window_end: string;
  readonly window_position: number;
  /** Every transaction below it has ended: all its rows are visible. */
  readonly reads_below: string;
  /** Rows above the horizon exist. */
  readonly holds_back: boolean;
}

type BatchRow = { readonly has_turn: boolean } & (
  | (OutboxWindow & (OutboxEvent | { readonly position: null }))
  | { readonly published_below: null }
);

// One statement, because every other one would cost a relay's turn as much as the read itself. Unlike a row lock, an
// advisory lock assigns no transaction id, which would hold back every reader of the log while the batch is published.
// What the lock's last holder commits between this statement's snapshot and its lock is not seen: the batch is then
// published again, and the cursor does not move.
//
// The latest row alone shows whether any row is above the horizon: a direct query for such a row would scan all
// published rows while the table has no statistics. Materialized, because the planner would scan all published rows by
// the primary key. The rows above the window have an upper bound for the same reason: without one the planner estimates
// a third of the table. It begins with `select`, so that it is sent together with `begin`.
const takeBatch = statement<BatchRow>(
  'outbox-take-batch',
  `select * from (
   with turn as materialized (select pg_try_advisory_xact_lock(hashtext('outbox relay')) as has_turn),
   snapshot as materialized (
     select pg_snapshot_xmin(pg_current_snapshot()) as horizon, pg_snapshot_xmax(pg_current_snapshot()) as ceiling
   ),
   place as materialized (
     select published_below, window_end, window_position,
       case when window_end = published_below then horizon else window_end end as reads_below,
       case when window_end = published_below then 0 else window_position end as reads_after,
       coalesce((select transaction_id from outbox order by transaction_id desc, position desc limit 1) >= horizon, false)
         as holds_back
     from outbox_cursor cross join snapshot
     where (select has_turn from turn)
   ),
   unpublished as materialized (
     select position, subject from outbox
     where transaction_id >= (select published_below from place) and transaction_id < (select reads_below from place)
       and position > (select reads_after from place)
   ),
   above as materialized (
     select position, subject from outbox
     where transaction_id >= (select reads_below from place) and transaction_id < (select ceiling from snapshot)
       and exists (select from unpublished)
   ),
   last as (select subject, max(position) as position from unpublished group by subject),
   overtaken as (
     select above.position from above join last using (subject)
     where above.position > (select reads_after from place) and above.position < last.position
   ),
   batch as (
     select position, false as is_ahead from unpublished
     union all select position, true from overtaken
     order by position limit $1
   )
   select has_turn, published_below, window_end, window_position, reads_below, holds_back,
     outbox.position, message_id, type, subject, data_version, data, correlation_id, causation_id, traceparent, occurred_at,
     is_ahead
   from turn left join place on true left join (batch join outbox using (position)) on true
   order by outbox.position
   ) as taken`,
);

// Commits asynchronously: a crash may undo the cursor's last moves; the events after it are then published again and
// deduplicated. A cursor that another relay has moved meanwhile stays where it is.
const moveCursor = statement(
  'outbox-move-cursor',
  `update outbox_cursor set published_below = $1::xid8, window_end = $2::xid8, window_position = $3
   from (select set_config('synchronous_commit', 'off', true)) as relaxed
   where published_below = $4::xid8 and window_end = $5::xid8 and window_position = $6`,
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
  const { rows } = await transaction.query(takeBatch, [size]);
  const [first] = rows;
  if (first?.has_turn !== true) return undefined;
  if (first.published_below === null) throw eventErrors.create('outbox-cursor-missing');
  const { published_below: start, window_end, window_position, reads_below: end } = first;
  const events = rows.filter((row): row is BatchRow & OutboxWindow & OutboxEvent => isEvent(row));
  const last = events.at(-1);
  const isWindowOpen = events.length === size;
  const move = (...to: [below: string, end: string, position: number]) =>
    transaction.send(moveCursor, [...to, start, window_end, window_position]);
  return {
    events,
    hasMore: isWindowOpen,
    isHeldBack: first.holds_back,
    markPublished() {
      if (last !== undefined && isWindowOpen) move(start, end, last.position);
      else if (last !== undefined || window_end !== start) move(end, end, 0);
    },
  };
}

function isEvent(row: BatchRow): boolean {
  return row.published_below !== null && row.position !== null;
}
