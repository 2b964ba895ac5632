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
const small = ['faults'];

/** Statements that may read more of a table as it grows, and why. */
const allowed: Readonly<Record<string, string>> = {
  'webhook-prune': 'reads on until a batch of old deliveries is found, twice an hour',
};

/** Statements of the other services: the provider keeps keys of its own and elects no leader. */
const elsewhere = /-idempotency-keys?$|^leader-/;

let filled: FilledDatabase;

beforeAll(async () => {
  const migrationsDirectory = new URL('./migrations/', import.meta.url);
  const migrations = { name: 'payment-provider', migrationsDirectory, messaging: false };
  const values = {
    delivered_at: 'case when i % 100 = 0 then null else now() end',
    given_up_at: 'null',
  };
  filled = await openFilledDatabase(migrations, { rows: 20_000, small, values });
});

afterAll(() => filled?.drop());

it('reads a bounded part of each table with plans for unknown parameters', async () => {
  const statements = declaredStatements().filter(({ name }) => !elsewhere.test(name));
  expect(filled.planCacheMode).toBe('force_generic_plan');
  expect(statements.length).toBeGreaterThan(10);
  const found = await findUnboundedScans(filled.database, statements, small);
  expect(namesOfScans(found), JSON.stringify(found, null, 2)).toEqual(Object.keys(allowed).toSorted());
});
