import { unnamedStatement } from '@petstore/chassis/postgres';
import type { Book, Books } from './audit-books.ts';
import type { Finding, Invariant } from './finding.ts';

/** When something counts as having come to rest. */
export interface Patience {
  /** What two books say of the same thing may differ for so long. */
  readonly settleSeconds: number;
  /** An order, payment or event that is under way for longer is stuck. */
  readonly unresolvedSeconds: number;
}

/** A question to one book: a query of what contradicts an invariant, as `subject` and `detail`. `$1` is a number of seconds where it asks for some. */
export interface Question {
  readonly invariant: Invariant;
  readonly book: Book;
  readonly seconds?: keyof Patience;
  readonly sql: string;
}

/** Something that takes several books to see. */
export type Comparison = (books: Books, patience: Patience) => Promise<readonly Finding[]>;

interface ContradictionRow {
  readonly subject: string;
  readonly detail: string;
}

export async function ask(
  { invariant, book, seconds, sql }: Question,
  books: Books,
  patience: Patience,
): Promise<readonly Finding[]> {
  const values = seconds === undefined ? [] : [patience[seconds]];
  const { rows } = await books[book].query(unnamedStatement<ContradictionRow>(sql), values);
  return rows.map(({ subject, detail }) => ({ invariant, subject, detail }));
}

/** SQL for the kept answer of a key; null where somebody left there what is no JSON, which must be found and not end the audit. */
export function answerOf(alias: string): string {
  return `(case when ${alias}.body is json then ${alias}.body::jsonb end)`;
}
