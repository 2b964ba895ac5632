import { prefixedId } from '@petstore/chassis/correlation';
import {
  type Queryable,
  statement,
  statementWithParameters,
  type Transaction,
} from '@petstore/chassis/postgres';
import type { BookEntry, Charge } from '@petstore/contracts/http';

interface EntryRow {
  readonly id: string;
  readonly charge_id: string;
  readonly reference: string;
  readonly kind: BookEntry['kind'];
  readonly amount_minor: number;
  readonly currency: string;
  readonly correlation_id: string | null;
  readonly recorded_at: Date;
}

export interface NewBookEntry {
  readonly kind: BookEntry['kind'];
  readonly amountMinor: number;
  /** Correlation id of the request that moved the money, which may differ from the one that created the charge. */
  readonly correlationId: string | null;
  readonly recordedAtMs: number;
}

/** Parameters of `bookInsertion`. */
export interface BookParameters {
  readonly entryId: string;
  readonly chargeId: string;
  readonly reference: string;
  readonly kind: BookEntry['kind'];
  readonly entryMinor: number;
  readonly currency: string;
  readonly correlationId: string | null;
  readonly recordedAt: Date;
}

/** Part of a statement: appends an entry to the book if `source` has a row. */
export function bookInsertion(source: string): string {
  return `insert into book_entries (id, charge_id, reference, kind, amount_minor, currency, correlation_id, recorded_at)
   select :entryId, :chargeId, :reference, :kind, :entryMinor::bigint, :currency, :correlationId, :recordedAt::timestamptz
   from ${source}`;
}

const insert = statementWithParameters<BookParameters>('book-insert', bookInsertion('(values (1)) as one'));
const entries = `select id, charge_id, reference, kind, amount_minor, currency, correlation_id, recorded_at
   from book_entries`;
// A statement for each filter, so that its plan uses the filter's index.
const selectAll = statement<EntryRow>('book-select', `${entries} order by position limit 1000`);
const selectOfReference = statement<EntryRow>(
  'book-select-of-reference',
  `${entries} where reference = $1 and ($2::text is null or correlation_id = $2) order by position limit 1000`,
);
const selectOfCorrelation = statement<EntryRow>(
  'book-select-of-correlation',
  `${entries} where correlation_id = $1 order by position limit 1000`,
);

export function parametersOfEntry(charge: Charge, entry: NewBookEntry): BookParameters {
  const { kind, amountMinor, correlationId, recordedAtMs } = entry;
  return {
    entryId: prefixedId('book'),
    chargeId: charge.id,
    reference: charge.reference,
    kind,
    entryMinor: amountMinor,
    currency: charge.amount.currency,
    correlationId,
    recordedAt: new Date(recordedAtMs),
  };
}

export function appendToBook(transaction: Transaction, charge: Charge, entry: NewBookEntry): void {
  transaction.send(insert, insert.values(parametersOfEntry(charge, entry)));
}

interface BookFilter {
  readonly correlationId?: string | undefined;
  readonly reference?: string | undefined;
}

/** At most 1,000 entries in insertion order. */
export async function readBook(database: Queryable, filter: BookFilter): Promise<BookEntry[]> {
  const { reference, correlationId = null } = filter;
  const select = () => {
    if (reference !== undefined) return database.query(selectOfReference, [reference, correlationId]);
    if (correlationId !== null) return database.query(selectOfCorrelation, [correlationId]);
    return database.query(selectAll);
  };
  return (await select()).rows.map((row) => ({
    id: row.id,
    chargeId: row.charge_id,
    reference: row.reference,
    kind: row.kind,
    amount: { amountMinor: row.amount_minor, currency: row.currency },
    correlationId: row.correlation_id,
    recordedAt: row.recorded_at.toISOString(),
  }));
}
