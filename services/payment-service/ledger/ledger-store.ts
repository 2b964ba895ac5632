import { prefixedId } from '@petstore/chassis/correlation';
import { type Queryable, statement } from '@petstore/chassis/postgres';
import type { LedgerEntry } from '@petstore/contracts/http';
import type { JournalEntry } from './decide-ledger-entry.ts';

interface LineRow {
  readonly id: string;
  readonly kind: LedgerEntry['kind'];
  readonly correlation_id: string;
  readonly causation_id: string;
  readonly recorded_at: Date;
  readonly account: string;
  readonly debit_minor: number;
  readonly credit_minor: number;
  readonly currency: string;
}

/** Columns of new journal entries and their lines, in parallel arrays. */
export interface JournalEntryRows {
  readonly entryIds: readonly string[];
  readonly entryKinds: readonly JournalEntry['kind'][];
  readonly lineEntryIds: readonly string[];
  readonly lineNumbers: readonly number[];
  readonly accounts: readonly string[];
  readonly debits: readonly number[];
  readonly credits: readonly number[];
  readonly currency: string;
}

/**
 * Parts of a statement (`statementWithParameters<JournalEntryRows & Cause>`): insert entries and lines for the payment
 * that is the one row of `source`. The database refuses an entry that does not balance, at commit.
 */
export function journalInsertions(source: string): string {
  return `entries as (
     insert into journal_entries (id, payment_id, kind, correlation_id, causation_id)
     select entry.id, ${source}.id, entry.kind, :correlationId, :causationId
     from ${source}, unnest(:entryIds::text[], :entryKinds::text[]) with ordinality as entry (id, kind, place)
     order by place
   ),
   lines as (
     insert into journal_lines (entry_id, line, account, debit_minor, credit_minor, currency)
     select entry_id, line, account, debit_minor, credit_minor, :currency
     from ${source}, unnest(:lineEntryIds::text[], :lineNumbers::integer[], :accounts::text[], :debits::bigint[], :credits::bigint[])
       as line (entry_id, line, account, debit_minor, credit_minor)
   )`;
}

const selectOfPayment = statement<LineRow>(
  'ledger-select-of-payment',
  `select e.id, e.kind, e.correlation_id, e.causation_id, e.recorded_at, l.account, l.debit_minor, l.credit_minor, l.currency
   from journal_entries e join journal_lines l on l.entry_id = e.id
   where e.payment_id = $1 order by e.position, l.line`,
);

export function journalRows(entries: readonly JournalEntry[], currency: string): JournalEntryRows {
  const identified = entries.map((entry) => ({ id: prefixedId('je'), ...entry }));
  const lines = identified.flatMap((entry) =>
    entry.lines.map((line, place) => ({ entryId: entry.id, number: place + 1, ...line })),
  );
  return {
    entryIds: identified.map(({ id }) => id),
    entryKinds: identified.map(({ kind }) => kind),
    lineEntryIds: lines.map(({ entryId }) => entryId),
    lineNumbers: lines.map(({ number }) => number),
    accounts: lines.map(({ account }) => account),
    debits: lines.map(({ debitMinor }) => debitMinor),
    credits: lines.map(({ creditMinor }) => creditMinor),
    currency,
  };
}

/** Entries of a payment in the order in which they were inserted. */
export async function readLedger(database: Queryable, paymentId: string): Promise<LedgerEntry[]> {
  const { rows } = await database.query(selectOfPayment, [paymentId]);
  const entries = new Map<string, LedgerEntry>();
  for (const row of rows) {
    const entry = entries.get(row.id) ?? {
      id: row.id,
      paymentId,
      kind: row.kind,
      correlationId: row.correlation_id,
      causationId: row.causation_id,
      recordedAt: row.recorded_at.toISOString(),
      lines: [],
    };
    const { account, debit_minor: debitMinor, credit_minor: creditMinor, currency } = row;
    entry.lines.push({ account, debitMinor, creditMinor, currency });
    entries.set(row.id, entry);
  }
  return [...entries.values()];
}
