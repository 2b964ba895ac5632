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
const small = ['breeds', 'products', 'product_variants'];

/** Statements that may read more of a table as it grows, and why. */
const allowed: Readonly<Record<string, string>> = {
  'list-any-pets-by-price': 'reads on until a page of cheap enough pets is found',
  'list-any-pets-of-category-by-price': 'reads on until a page of cheap enough pets is found',
  'list-taken-pets': 'nearly all pets of a long-lived shop are taken',
  'list-taken-pets-by-price': 'reads on until a page of cheap enough pets is found',
  'list-taken-pets-of-category': 'nearly all pets of a long-lived shop are taken',
  'list-taken-pets-of-category-by-price': 'reads on until a page of cheap enough pets is found',
};

let filled: FilledDatabase;

beforeAll(async () => {
  const migrationsDirectory = new URL('./migrations/', import.meta.url);
  const migrations = { name: 'petstore-domain', migrationsDirectory, messaging: true, idempotency: true };
  const values = {
    'breeds.id': `'b' || i`,
    breed_id: `'b' || i % 60`,
    category: `'c' || i % 6`,
    kind: `'product'`,
    customer_id: `'v' || i / 10`,
    status: `case when i % 500 = 0 then 'held' when i % 100 = 0 then 'available' else 'sold' end`,
    'idempotency_keys.status': '200',
    step: `case when i % 100 = 0 then 'capture' else 'done' end`,
    is_settled: 'i % 100 <> 0',
    'order_sagas.parked_at': 'case when i % 500 = 0 then now() end',
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
