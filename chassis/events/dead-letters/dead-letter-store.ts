import { type Queryable, statement, type Transaction } from '../../postgres/index.ts';
import type { LoggedEvent } from '../event-bus.ts';
import type { Redelivery } from './decide-redelivery.ts';

/** An event whose handling failed, or a later event of the same subject waiting behind one that did. */
export interface DeadLetter {
  readonly consumer: string;
  readonly message_id: string;
  readonly type: string;
  readonly subject: string;
  /** Failed redeliveries; zero while it waits behind another dead letter. */
  readonly attempts: number;
  /** When it is redelivered next; null once it is left to an operator. */
  readonly next_at: Date | null;
  readonly last_error: string | null;
  readonly parked_at: Date;
  /** The event as read from the bus. */
  readonly event: Omit<LoggedEvent, 'published_at' | 'occurred_at'> & {
    readonly published_at: string;
    readonly occurred_at: string;
  };
}

interface LetterSummary {
  readonly letters: number;
  /** Time until the next redelivery; null if none is scheduled. */
  readonly dueInMs: number | null;
}

const park = statement(
  'dead-letter-park',
  `with dead_lettered as (
     insert into dead_letters (consumer, message_id, type, subject, event, attempts, next_at, last_error)
     select $1, event ->> 'message_id', event ->> 'type', event ->> 'subject', event, 0, now(), null
     from jsonb_array_elements($2::jsonb) with ordinality as events (event, place)
     order by place
     returning consumer, message_id
   )
   update inbox set is_handled = false from dead_lettered
   where inbox.consumer = dead_lettered.consumer and inbox.message_id = dead_lettered.message_id`,
);
const fail = statement(
  'dead-letter-fail',
  `update dead_letters
   set attempts = attempts + 1, last_error = $3, next_at = now() + $4::double precision * interval '1 millisecond'
   where consumer = $1 and message_id = $2`,
);
const readDue = statement<DeadLetter>(
  'dead-letter-read-due',
  `select * from (
     select distinct on (subject) * from dead_letters where consumer = $1 order by subject, position
   ) as head
   where next_at <= now()
   order by next_at
   limit $2`,
);
const summarize = statement<LetterSummary>(
  'dead-letter-summarize',
  `with heads as (select distinct on (subject) next_at from dead_letters where consumer = $1 order by subject, position)
   select (select count(*) from dead_letters where consumer = $1) as letters,
     (extract(epoch from min(next_at) - now()) * 1000)::double precision as "dueInMs"
   from heads`,
);
const take = statement<{ message_id: string }>(
  'dead-letter-take',
  `with taken as (
     delete from dead_letters where consumer = $1 and message_id = $2 returning consumer, message_id
   ), handled as (
     insert into inbox (consumer, message_id, handled_at)
     select consumer, message_id, statement_timestamp() from taken
     on conflict (consumer, message_id) do update set is_handled = true, handled_at = excluded.handled_at
   )
   select message_id from taken`,
);
const list = statement<DeadLetter & { readonly position: number }>(
  'dead-letter-list',
  'select * from dead_letters where position > $1 order by position limit $2',
);

/** Dead-letters events in their order, in the transaction that moves the offset past them. */
export function deadLetterEvents(
  transaction: Transaction,
  consumer: string,
  events: readonly LoggedEvent[],
): void {
  if (events.length > 0) transaction.send(park, [consumer, JSON.stringify(events)]);
}

export async function noteFailure(
  database: Queryable,
  { consumer, message_id }: Pick<DeadLetter, 'consumer' | 'message_id'>,
  { error, next }: { readonly error: string; readonly next: Redelivery },
): Promise<void> {
  await database.query(fail, [
    consumer,
    message_id,
    error,
    next === 'left-to-operator' ? null : next.afterMs,
  ]);
}

/** The first dead letter of each subject if it is due; later ones wait behind it. */
export async function readDueLetters(
  database: Queryable,
  consumer: string,
  most: number,
): Promise<readonly DeadLetter[]> {
  return (await database.query(readDue, [consumer, most])).rows;
}

export async function summarizeLetters(database: Queryable, consumer: string): Promise<LetterSummary> {
  return (await database.query(summarize, [consumer])).rows[0] ?? { letters: 0, dueInMs: null };
}

/**
 * Deletes a dead letter and marks its event as handled in the inbox, before the event is handled in the same
 * transaction; false if it was already taken.
 */
export async function takeLetter(transaction: Queryable, letter: DeadLetter): Promise<boolean> {
  return (await transaction.query(take, [letter.consumer, letter.message_id])).rowCount > 0;
}

export async function listLetters(
  database: Queryable,
  { afterPosition, most }: { readonly afterPosition: number; readonly most: number },
): Promise<readonly (DeadLetter & { readonly position: number })[]> {
  return (await database.query(list, [afterPosition, most])).rows;
}
