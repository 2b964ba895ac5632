import { declaredStatements } from '@petstore/chassis/postgres';
import {
  type FilledDatabase,
  findUnboundedScans,
  namesOfScans,
  openFilledDatabase,
} from '@petstore/chassis/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
// Declares every statement of the service.
import './service.ts';

/** Tables that do not grow with the number of orders. */
const small = ['ledger_accounts', 'provider_book_place'];

/** Statements that may read more of a table as it grows, and why. */
const allowed: Readonly<Record<string, string>> = {
  'payment-list': 'the newest of all payments, for an operator without a filter',
};

let filled: FilledDatabase;

beforeAll(async () => {
  const migrationsDirectory = new URL('./migrations/', import.meta.url);
  const migrations = { name: 'payment-service', migrationsDirectory, messaging: true, idempotency: true };
  const values = {
    state: `case when i % 100 = 0 then 'pending' else 'confirmed' end`,
    'payments.status': `'captured'`,
  };
  filled = await openFilledDatabase(migrations, { rows: 20_000, small, values });
});

afterAll(() => filled?.drop());

it('reads a bounded part of each table with plans for unknown parameters', async () => {
  const statements = declaredStatements();
  expect(filled.planCacheMode).toBe('force_generic_plan');
  expect(statements.length).toBeGreaterThan(10);
  const found = await findUnboundedScans(filled.database, statements, small);
  expect(namesOfScans(found), JSON.stringify(found, null, 2)).toEqual(Object.keys(allowed).toSorted());
});
