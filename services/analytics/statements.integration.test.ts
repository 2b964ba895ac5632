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
const small: readonly string[] = [];

/** Statements that may read more of a table as it grows, and why. */
const allowed: Readonly<Record<string, string>> = {
  'summary-count-orders': 'figures of a window, which may be all time',
  'summary-count-payments': 'figures of a window, which may be all time',
  'summary-sum-revenue': 'figures of a window, which may be all time',
};

/** Statements of the database `events`. */
const elsewhere = /^(journey|correlation-claims)-/;

let filled: FilledDatabase;

beforeAll(async () => {
  const migrationsDirectory = new URL('./migrations/', import.meta.url);
  const migrations = { name: 'analytics', migrationsDirectory, messaging: true };
  const values = {
    customer_id: `'v' || i / 10`,
    outcome: `case when i % 100 = 0 then null else 'ordered' end`,
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
