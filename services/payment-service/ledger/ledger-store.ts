import { currentInteraction, prefixedId } from '@petstore/chassis/correlation';
import { type Queryable, statement, type Transaction } from '@petstore/chassis/postgres';
import type { LedgerEntry } from '@petstore/contracts/http';
import { paymentErrors } from '../errors.ts';
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

const insertEntry = statement(
  'ledger-insert-entry',
  'insert into journal_entries (id, payment_id, kind, correlation_id, causation_id) values ($1, $2, $3, $4, $5)',
);
const insertLines = statement(
  'ledger-insert-lines',
  `insert into journal_lines (entry_id, line, account, debit_minor, credit_minor, currency)
   select $1, line, account, debit_minor, credit_minor, $2
   from unnest($3::text[], $4::bigint[], $5::bigint[]) with ordinality as lines (account, debit_minor, credit_minor, line)`,
);
const selectOfPayment = statement<LineRow>(
  'ledger-select-of-payment',
  `select e.id, e.kind, e.correlation_id, e.causation_id, e.recorded_at, l.account, l.debit_minor, l.credit_minor, l.currency
   from journal_entries e join journal_lines l on l.entry_id = e.id
   where e.payment_id = $1 order by e.position, l.line`,
);

/** Inserts an entry in the transaction of its fact; the database refuses one that does not balance at commit. */
export function insertJournalEntry(
  transaction: Transaction,
  paymentId: string,
  currency: string,
  entry: JournalEntry,
): void {
  const interaction = currentInteraction();
  if (interaction === undefined) throw paymentErrors.create('payment-cause-missing');
  const id = prefixedId('je');
  const { correlationId, messageId } = interaction;
  transaction.send(insertEntry, [id, paymentId, entry.kind, correlationId, messageId]);
  transaction.send(insertLines, [
    id,
    currency,
    entry.lines.map(({ account }) => account),
    entry.lines.map(({ debitMinor }) => debitMinor),
    entry.lines.map(({ creditMinor }) => creditMinor),
  ]);
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
