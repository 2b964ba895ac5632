import { unnamedStatement } from '@petstore/chassis/postgres';
import type { Book, Books } from './audit-books.ts';
import type { Finding, Invariant } from './finding.ts';

/** Grace periods before a difference counts as a violation. */
export interface Patience {
  /** How long two databases may disagree about the same record. */
  readonly settleSeconds: number;
  /** How long an order, payment or event may be in progress. */
  readonly unresolvedSeconds: number;
}

/**
 * An invariant within one database: a query that returns each violation as `subject` and `detail`. With `seconds`, that
 * grace period is bound to `$1`.
 */
export interface Question {
  readonly invariant: Invariant;
  readonly book: Book;
  readonly seconds?: keyof Patience;
  readonly sql: string;
}

/** An invariant across databases; returns its violations. */
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

/**
 * SQL expression for the stored answer of an idempotency key as jsonb; null where the stored body is not JSON, which is
 * a finding of its own and must not abort the audit.
 */
export function answerOf(alias: string): string {
  return `(case when ${alias}.body is json then ${alias}.body::jsonb end)`;
}
