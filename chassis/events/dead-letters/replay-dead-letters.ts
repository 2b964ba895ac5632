import { type Queryable, statement } from '../../postgres/index.ts';

const replay = statement(
  'dead-letter-replay',
  `update dead_letters set attempts = 0, next_at = now()
   where ($1::text is null or consumer = $1) and ($2::text is null or subject = $2)`,
);
const discard = statement(
  'dead-letter-discard',
  'delete from dead_letters where message_id = $1 and ($2::text is null or consumer = $2)',
);

export interface LetterChoice {
  readonly consumer?: string | undefined;
  readonly subject?: string | undefined;
}

/** Makes dead letters due now, with their attempts reset; resolves with their number. */
export async function replayLetters(
  database: Queryable,
  { consumer, subject }: LetterChoice,
): Promise<number> {
  return (await database.query(replay, [consumer ?? null, subject ?? null])).rowCount;
}

/**
 * Deletes dead letters without handling their event, so that later events of the subject go on; resolves with their
 * number.
 */
export async function discardLetter(
  database: Queryable,
  messageId: string,
  consumer: string | undefined,
): Promise<number> {
  return (await database.query(discard, [messageId, consumer ?? null])).rowCount;
}
