import { fileURLToPath } from 'node:url';
import {
  createPool,
  inTransaction,
  type Pool,
  type Transaction,
  unnamedStatement,
} from '@petstore/chassis/postgres';
import { createTestDatabase, type TestDatabase } from '@petstore/chassis/testing';
import type { Charge } from '@petstore/contracts/http';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { appendToBook } from '../book/book-store.ts';
import { type ChangePlace, insertCharge, listChanged } from './charge-store.ts';

let own: TestDatabase;
let database: Pool;
beforeAll(async () => {
  const migrationsDirectory = fileURLToPath(new URL('../migrations/', import.meta.url));
  own = await createTestDatabase({ name: 'changes', migrationsDirectory });
  database = createPool({ connection: own.service, applicationName: 'test', onError: () => undefined });
});
afterAll(async () => {
  await database?.close();
  await own?.drop();
});

const waitOptions = { timeout: 20_000, interval: 10 };
const beginning: ChangePlace = { transaction_id: '0', position: 0 };
const chargeOf = (id: string): Charge => ({
  id,
  reference: `pay_${id}`,
  status: 'authorized',
  amount: { amountMinor: 500, currency: 'USD' },
  capturedMinor: 0,
  refundedMinor: 0,
  declineCode: null,
  correlationId: null,
  createdAt: new Date().toISOString(),
});
const entry = { kind: 'authorization', amountMinor: 500, correlationId: null, recordedAtMs: 0 } as const;

/** Resolves once the charge is written; its transaction is not committed yet. */
async function open(transaction: Transaction, id: string): Promise<void> {
  const charge = chargeOf(id);
  insertCharge(transaction, charge);
  appendToBook(transaction, charge, entry);
  // Statements are answered in order, so this answer follows those of the inserts.
  await transaction.query(unnamedStatement('select'));
}
const read = async (place: ChangePlace, most = 10) => {
  const { charges, last = place } = await listChanged(database, place, most);
  return { ids: charges.map(({ id }) => id), last };
};

it('does not skip a change that commits after a later one', async () => {
  let commit: () => void = () => undefined;
  const committing = new Promise<void>((resolve) => {
    commit = resolve;
  });
  let written: () => void = () => undefined;
  const writing = new Promise<void>((resolve) => {
    written = resolve;
  });
  const slow = inTransaction(database, async (transaction) => {
    await open(transaction, 'slow');
    written();
    await committing;
  });
  await writing;
  await inTransaction(database, (transaction) => open(transaction, 'fast'));
  const early = await read(beginning);
  expect(early.ids).toEqual([]);
  commit();
  await slow;
  const { last } = await vi.waitFor(async () => {
    const page = await read(early.last);
    expect(page.ids).toEqual(['slow', 'fast']);
    return page;
  }, waitOptions);
  expect(await read(last)).toEqual({ ids: [], last });
});

it('reads page by page and returns a charge with several entries once', async () => {
  for (const id of ['one', 'two', 'three'])
    await inTransaction(database, async (transaction) => {
      await open(transaction, id);
      await appendToBook(transaction, chargeOf(id), { ...entry, kind: 'capture' });
    });
  const seen: string[] = [];
  let place = beginning;
  // Any open transaction on the server delays the newest entries.
  await vi.waitFor(async () => {
    const page = await read(place, 2);
    seen.push(...page.ids);
    place = page.last;
    expect(seen).toContain('three');
  }, waitOptions);
  expect(seen.slice(-3)).toEqual(['one', 'two', 'three']);
});
