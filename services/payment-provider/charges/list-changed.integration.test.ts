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

const patience = { timeout: 20_000, interval: 10 };
const beginning: ChangePlace = { transaction_id: '0', position: 0 };
const chargeOf = (id: string): Charge => ({
  ...{ id, reference: `pay_${id}`, status: 'authorized', amount: { amountMinor: 500, currency: 'USD' } },
  ...{ capturedMinor: 0, refundedMinor: 0, declineCode: null, correlationId: null },
  createdAt: new Date().toISOString(),
});
const line = { kind: 'authorization', amountMinor: 500, correlationId: null, recordedAtMs: 0 } as const;

/** Resolves when the charge is written, which its transaction has not committed yet. */
async function open(transaction: Transaction, id: string): Promise<void> {
  const charge = chargeOf(id);
  insertCharge(transaction, charge);
  appendToBook(transaction, charge, line);
  // Answered after what was sent before it.
  await transaction.query(unnamedStatement('select'));
}
const read = async (place: ChangePlace, most = 10) => {
  const { charges, last = place } = await listChanged(database, place, most);
  return { ids: charges.map(({ id }) => id), last };
};

it('skips no change whose transaction commits after a later one', async () => {
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
  }, patience);
  expect(await read(last)).toEqual({ ids: [], last });
});

it('goes on page by page, and shows a charge of several lines once', async () => {
  for (const id of ['one', 'two', 'three'])
    await inTransaction(database, async (transaction) => {
      await open(transaction, id);
      await appendToBook(transaction, chargeOf(id), { ...line, kind: 'capture' });
    });
  const seen: string[] = [];
  let place = beginning;
  // Any transaction that is open on the server holds the newest lines back.
  await vi.waitFor(async () => {
    const page = await read(place, 2);
    seen.push(...page.ids);
    place = page.last;
    expect(seen).toContain('three');
  }, patience);
  expect(seen.slice(-3)).toEqual(['one', 'two', 'three']);
});
