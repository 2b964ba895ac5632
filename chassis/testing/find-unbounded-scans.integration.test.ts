import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPool, type Pool, unnamedStatement } from '../postgres/index.ts';
import { createTestDatabase, type TestDatabase } from './create-test-database.ts';
import { fillTables, findUnboundedScans } from './find-unbounded-scans.ts';

let own: TestDatabase;
let database: Pool;

beforeAll(async () => {
  own = await createTestDatabase({ name: 'scans' });
  database = createPool({ connection: own.owner, applicationName: 'test', onError: () => undefined });
  await database.query(
    unnamedStatement(`
      create table kinds (id text primary key, name text not null);
      create table things (
        id text primary key,
        kind text not null references kinds (id),
        owner text not null,
        status text not null check (status in ('open', 'done')),
        made_at timestamptz not null
      );
      create index things_by_owner on things (owner);
      create index things_by_kind on things (kind, id);
      create index things_open on things (made_at) where status = 'open';`),
  );
  const values = {
    'things.kind': `'v' || i % 5`,
    owner: `'v' || i / 10`,
    status: `case when i % 100 = 0 then 'open' else 'done' end`,
  };
  await fillTables(database, { rows: 20_000, small: ['kinds'], values });
});

afterAll(async () => {
  await database.close();
  await own.drop();
});

const reasonsFor = async (text: string) =>
  (await findUnboundedScans(database, [{ name: 'planted', text }], ['kinds'])).map(({ reason }) => reason);

describe('a scan is bounded', () => {
  it.each([
    ['by the key', 'select * from things where id = $1'],
    ['by an index of few rows each', `update things set status = 'done' where owner = $1`],
    [
      'by a partial index of few rows',
      `select * from things where status = 'open' order by made_at limit $1`,
    ],
    ['by a limit in the order of an index', 'select * from things where id > $1 order by id limit $2'],
    ['by the size of a small table', 'select * from kinds where name = $1'],
    ['by the list of keys', 'select * from things join kinds k on k.id = kind where things.id = any($1)'],
  ])('%s', async (_how, text) => {
    expect(await reasonsFor(text)).toEqual([]);
  });
});

describe('a scan is unbounded', () => {
  it.each([
    ['without an index', 'select * from things where made_at = $1', 'reads the whole table'],
    [
      'for a filter that may be absent',
      'select * from things where ($1::text is null or owner = $1)',
      'reads the whole table',
    ],
    ['for a value that many rows have', 'select count(*) from things where kind = $1', 'reads too many rows'],
    [
      'for a rare match in the order of an index',
      'select * from things where id > $1 and status = $2 order by id limit 10',
      'reads on until enough rows match',
    ],
    ['of a change', 'delete from things where made_at < $1', 'reads the whole table'],
    [
      'in a part of a statement',
      'with old as (select id from things where made_at < $1) select * from kinds where exists (select from old)',
      'reads the whole table',
    ],
  ])('%s', async (_why, text, reason) => {
    expect(await reasonsFor(text)).toContain(reason);
  });
});
