import { type Queryable, statement, statementWithParameters } from '../../postgres/index.ts';
import { type BusPlace, beginning } from '../event-bus.ts';

/** What a batch of events may do after the offset was moved past it. */
interface Admission {
  /** Ids of the messages that were not in the inbox. */
  readonly admitted: readonly string[];
  /** Subjects with a dead letter: later events of these subjects are dead-lettered behind it. */
  readonly blockedSubjects: readonly string[];
}

/** A consumer's offset as it is stored. */
interface StoredOffset extends BusPlace {
  readonly hasLetters: boolean;
}

const registerConsumer = statement(
  'consumer-register',
  'insert into consumer_offset (consumer) values ($1) on conflict do nothing',
);
const readOffset = statement<StoredOffset>(
  'consumer-read-offset',
  `select transaction_id as "transactionId", position,
     exists (select from dead_letters where consumer = $2) as "hasLetters"
   from consumer_offset where consumer = $1`,
);
const waitForOffset = statement(
  'consumer-wait-for-offset',
  'select from consumer_offset where consumer = $1 for update',
);
interface BatchToAdmit extends ConsumerNames {
  readonly seenTransaction: string;
  readonly seenPosition: number;
  readonly lastTransaction: string;
  readonly lastPosition: number;
  readonly messageIds: readonly string[];
}

// Commits asynchronously: a crash may undo the last batches, effects and offset together; their events are then handled
// again.
const admitBatch = statementWithParameters<BatchToAdmit, Admission>(
  'consumer-admit-batch',
  `with held as materialized (
     select consumer, set_config('synchronous_commit', 'off', true) from consumer_offset
     where consumer = :offset and transaction_id = :seenTransaction::xid8 and position = :seenPosition
     for update skip locked
   ),
   moved as (
     update consumer_offset
     set transaction_id = :lastTransaction::xid8, position = :lastPosition, updated_at = now()
     from held where consumer_offset.consumer = held.consumer
   ),
   admitted as (
     insert into inbox (consumer, message_id) select :consumer, unnest(:messageIds::text[]) from held
     on conflict do nothing returning message_id
   )
   select array(select message_id from admitted) as admitted,
     array(select distinct subject from dead_letters where consumer = :consumer) as "blockedSubjects"
   from held`,
);

/** Names of a consumer. Each bus has an offset of its own, because a position on one bus means nothing on another. */
export interface ConsumerNames {
  readonly consumer: string;
  readonly offset: string;
}

/** The consumer's offset, and whether it has dead letters; a new consumer begins at the start of the log. */
export async function openOffset(
  database: Queryable,
  { consumer, offset }: ConsumerNames,
): Promise<StoredOffset> {
  const read = async () => (await database.query(readOffset, [offset, consumer])).rows[0];
  const known = await read();
  if (known !== undefined) return known;
  await database.query(registerConsumer, [offset]);
  return (await read()) ?? { ...beginning, hasLetters: false };
}

/** Events to handle, between two offsets. */
interface Passage {
  readonly seen: BusPlace;
  readonly last: BusPlace;
  readonly messageIds: readonly string[];
}

/**
 * Locks the consumer's offset until the transaction ends, moves it from `seen` to `last` and inserts the messages into
 * the inbox; undefined if another process has the lock or moved the offset since it was seen.
 */
export async function admitEvents(
  transaction: Queryable,
  { consumer, offset }: ConsumerNames,
  { seen, last, messageIds }: Passage,
): Promise<Admission | undefined> {
  const values = admitBatch.values({
    consumer,
    offset,
    seenTransaction: seen.transactionId,
    seenPosition: seen.position,
    lastTransaction: last.transactionId,
    lastPosition: last.position,
    messageIds,
  });
  return (await transaction.query(admitBatch, values)).rows[0];
}

/** Locks the consumer's offset until the transaction ends; waits for the lock. */
export async function awaitOffset(transaction: Queryable, { offset }: ConsumerNames): Promise<void> {
  await transaction.query(waitForOffset, [offset]);
}
