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
const small = ['breed_popularity', 'acceptance_by_band'];

/** Statements that may read more of a table as it grows, and why. */
const allowed: Readonly<Record<string, string>> = {
  'any-pet': 'stops at the first row',
  'select-list-figures': 'all lists of a day, for an operator',
  'select-trends': 'all exposures of a day, for an operator',
};

let filled: FilledDatabase;

beforeAll(async () => {
  const migrationsDirectory = new URL('./migrations/', import.meta.url);
  const migrations = { name: 'ml-pet-advisor', migrationsDirectory, messaging: true };
  const values = {
    category: `'c' || i % 6`,
    breed_id: `'b' || i % 60`,
    customer_id: `'v' || i / 10`,
    status: `case when i % 100 = 0 then 'available' else 'sold' end`,
    model_version: `'m'`,
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
