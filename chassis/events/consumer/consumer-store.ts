import { type Queryable, statement, type Transaction } from '../../postgres/index.ts';
import { type BusPlace, beginning } from '../event-bus.ts';

interface HeldOffset extends BusPlace {
  /** Subjects with a dead letter: later events of these subjects are dead-lettered behind it. */
  readonly blockedSubjects: readonly string[];
}

const registerConsumer = statement(
  'consumer-register',
  'insert into consumer_offset (consumer) values ($1) on conflict do nothing',
);
const readOffset = statement<BusPlace>(
  'consumer-read-offset',
  'select transaction_id as "transactionId", position from consumer_offset where consumer = $1',
);
const lockOffset = statement<HeldOffset>(
  'consumer-lock-offset',
  // Commits asynchronously: a crash may undo the last batches, effects and offset together; their events are then
  // handled again.
  `select transaction_id as "transactionId", position, set_config('synchronous_commit', 'off', true),
     array(select distinct subject from dead_letters where consumer = $2) as "blockedSubjects"
   from consumer_offset where consumer = $1 for update skip locked`,
);
const waitForOffset = statement(
  'consumer-wait-for-offset',
  'select from consumer_offset where consumer = $1 for update',
);
const moveOffset = statement(
  'consumer-move-offset',
  'update consumer_offset set transaction_id = $2::xid8, position = $3, updated_at = now() where consumer = $1',
);
const insertIntoInbox = statement<{ message_id: string }>(
  'inbox-insert',
  `insert into inbox (consumer, message_id) select $1, unnest($2::text[])
   on conflict do nothing returning message_id`,
);

/** The consumer's offset; a new consumer begins at the start of the log. */
export async function openOffset(database: Queryable, consumer: string): Promise<BusPlace> {
  const known = (await database.query(readOffset, [consumer])).rows[0];
  if (known !== undefined) return known;
  await database.query(registerConsumer, [consumer]);
  return (await database.query(readOffset, [consumer])).rows[0] ?? beginning;
}

/** Names of a consumer. Each bus has an offset of its own, because a position on one bus means nothing on another. */
export interface ConsumerNames {
  readonly consumer: string;
  readonly offset: string;
}

/** Locks the consumer's offset until the transaction ends; undefined if another process has the lock. */
export async function takeOffset(
  transaction: Queryable,
  { offset, consumer }: ConsumerNames,
): Promise<HeldOffset | undefined> {
  return (await transaction.query(lockOffset, [offset, consumer])).rows[0];
}

/** As `takeOffset`, but waits for the lock. */
export async function awaitOffset(transaction: Queryable, { offset }: ConsumerNames): Promise<void> {
  await transaction.query(waitForOffset, [offset]);
}

export function storeOffset(transaction: Transaction, consumer: string, place: BusPlace): void {
  transaction.send(moveOffset, [consumer, place.transactionId, place.position]);
}

/** Inserts message ids into the inbox; returns those that were not there. */
export async function admitMessages(
  transaction: Queryable,
  consumer: string,
  messageIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (messageIds.length === 0) return new Set();
  const { rows } = await transaction.query(insertIntoInbox, [consumer, messageIds]);
  return new Set(rows.map(({ message_id }) => message_id));
}
