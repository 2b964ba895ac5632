import { withInteraction } from '@petstore/chassis/correlation';
import { isConstraintViolation, type Pool, sqlStateOf, unnamedStatement } from '@petstore/chassis/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertPayment, readPayment } from '../payments/payment-store.ts';
import { openPaymentsDatabase, type PaymentsDatabase } from '../testing/open-payments-database.ts';
import type { JournalEntry } from './decide-ledger-entry.ts';
import { writeFacts } from './fact-store.ts';
import { readLedger } from './ledger-store.ts';

let own: PaymentsDatabase;
let database: Pool;

beforeAll(async () => {
  own = await openPaymentsDatabase();
  database = own.database;
  await insertPayment(database, {
    id: 'pay_1',
    orderId: 'ord_1',
    customerId: 'customer-001',
    correlationId: 'cart-7',
    amountMinor: 1_000,
    currency: 'USD',
  });
});

afterAll(() => own?.drop());

const debit = (amountMinor: number) => ({
  account: 'provider_receivable' as const,
  debitMinor: amountMinor,
  creditMinor: 0,
});
const credit = (amountMinor: number) => ({
  account: 'sales' as const,
  debitMinor: 0,
  creditMinor: amountMinor,
});

/** Inserts entries in one statement. */
function book(...entries: readonly JournalEntry['lines'][]): Promise<unknown> {
  return withInteraction({ correlationId: 'cart-7', messageId: 'message-1' }, async () => {
    const before = await readPayment(database, 'pay_1');
    const written = await writeFacts(database, {
      ...{ before, after: before, events: [], settledKey: null, answer: null },
      entries: entries.map((lines) => ({ kind: 'capture', lines })),
    });
    expect(written).toBeDefined();
  });
}
const run = (sql: string) => database.query(unnamedStatement(sql));
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable('the database should have refused'),
    (error: unknown) => error,
  );

describe('the ledger in the database', () => {
  it('accepts an entry that balances and stores its cause', async () => {
    await book([debit(1_000), credit(600), credit(400)]);
    const [entry] = await readLedger(database, 'pay_1');
    expect(entry).toMatchObject({ kind: 'capture', correlationId: 'cart-7', causationId: 'message-1' });
    expect(entry?.lines.map(({ debitMinor, creditMinor }) => [debitMinor, creditMinor])).toEqual([
      [1_000, 0],
      [0, 600],
      [0, 400],
    ]);
  });

  it.each([
    ['lacks a credit line', [debit(1_000)]],
    ['has lines of different amounts', [debit(1_000), credit(999)]],
    ['has no lines', []],
  ])('refuses at commit an entry that %s', async (_what, lines) => {
    const before = (await readLedger(database, 'pay_1')).length;
    const error = await refusal(book(lines));
    expect(isConstraintViolation(error, 'journal_entry_balances')).toBe(true);
    expect(await readLedger(database, 'pay_1')).toHaveLength(before);
  });

  it('is read in insertion order, also within one transaction', async () => {
    const amounts = Array.from({ length: 20 }, (_, place) => 100 + place);
    await book(...amounts.map((amountMinor) => [debit(amountMinor), credit(amountMinor)]));
    const read = (await readLedger(database, 'pay_1')).slice(-amounts.length);
    expect(read.map(({ lines }) => lines[0]?.debitMinor)).toEqual(amounts);
  });

  it('refuses a line that is added to a committed entry', async () => {
    const [entry] = await readLedger(database, 'pay_1');
    const error = await refusal(
      run(
        `insert into journal_lines (entry_id, line, account, debit_minor, currency) values ('${entry?.id}', 9, 'sales', 1, 'USD')`,
      ),
    );
    expect(isConstraintViolation(error, 'journal_entry_balances')).toBe(true);
  });

  it('refuses a line with both a debit and a credit, with neither, or with a negative amount', async () => {
    for (const [debitMinor, creditMinor] of [
      [5, 5],
      [0, 0],
      [-5, 0],
    ] as const) {
      const line = { account: 'sales' as const, debitMinor, creditMinor };
      expect(isConstraintViolation(await refusal(book([line, line])))).toBe(true);
    }
  });
});

describe('the database role of the service', () => {
  it.each([
    'update journal_lines set debit_minor = 0',
    'delete from journal_lines',
    'truncate journal_lines',
    "update journal_entries set kind = 'void'",
    'delete from journal_entries',
    "update ledger_accounts set normal_side = 'debit'",
    "insert into ledger_accounts values ('slush', 'debit', true, '')",
    'create table stray (id integer)',
    'drop table journal_lines',
    'alter table journal_lines disable trigger all',
    'drop function refuse_unbalanced_entry() cascade',
  ])('may not: %s', async (sql) => {
    expect(sqlStateOf(await refusal(run(sql)))).toBe('42501');
  });
});
