import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLogger } from '../../logging/index.ts';
import { createPool, type Pool, unnamedStatement } from '../../postgres/index.ts';
import { createTestEventLog, type TestDatabase } from '../../testing/index.ts';
import { migrateEventLog } from './migrate-event-log.ts';

const roles = {
  publisher: 'test_publisher',
  consumer: 'test_consumer',
  recorder: 'test_recorder',
  pruner: 'test_pruner',
};
type Role = keyof typeof roles | 'owner';
let log: TestDatabase;
const pools = new Map<Role, Pool>();

beforeAll(async () => {
  const { publisher, consumer, recorder, pruner } = roles;
  log = await createTestEventLog({
    publishers: [publisher],
    consumers: [consumer],
    recorders: [recorder],
    pruners: [pruner],
  });
  for (const role of ['publisher', 'consumer', 'recorder', 'pruner', 'owner'] as const) {
    const connection = role === 'owner' ? log.owner : log.as(roles[role]);
    pools.set(
      role,
      createPool({ connection, maxConnections: 1, applicationName: 'test', onError: () => undefined }),
    );
  }
});
afterAll(async () => {
  for (const pool of pools.values()) await pool.close();
  await log.drop();
});

async function as(role: Role, sql: string): Promise<readonly Record<string, unknown>[]> {
  const pool = pools.get(role);
  if (pool === undefined) throw new Error(`no pool for ${role}`);
  return (await pool.query(unnamedStatement<Record<string, unknown>>(sql))).rows;
}

const insertEvent = `insert into event_log (message_id, source, type, subject, data_version, data, correlation_id, occurred_at)
  values (gen_random_uuid()::text, 's', 'T', 'x', 1, '{}', 'c', now()) on conflict do nothing`;
const insertRecord = (age: string) =>
  `insert into request_log (message_id, correlation_id, name, caller, callee, status, started_at, duration_ms, attempts, recorded_by, recorded_at)
   values (gen_random_uuid()::text, 'c', 'GET /', 'client', 's', 200, now(), 1, 1, 's', now() - interval '${age}')`;

it('grants each role the rights that it needs', async () => {
  await as('publisher', insertEvent);
  expect(await as('consumer', 'select type from event_log')).toEqual([{ type: 'T' }]);
  await as('recorder', insertRecord('0'));
  expect(await as('pruner', 'select callee from request_log')).toEqual([{ callee: 's' }]);
});

it.each<[Role, string]>([
  ['publisher', 'select from event_log'],
  ['publisher', 'delete from event_log'],
  ['publisher', `update event_log set type = 'U'`],
  ['publisher', insertRecord('0')],
  ['consumer', insertEvent],
  ['consumer', 'delete from event_log'],
  ['recorder', 'select from request_log'],
  ['recorder', 'delete from request_log'],
  ['recorder', `update request_log set status = 500`],
  ['recorder', `select prune_request_log('0', 100)`],
  ['pruner', 'delete from request_log'],
  ['pruner', 'update event_log_retention set forgotten_until = now()'],
  ['pruner', 'create table mine ()'],
])('refuses the %s: %s', async (role, sql) => {
  await expect(as(role, sql)).rejects.toMatchObject({ code: 'database-access-refused' });
});

it('prunes the oldest records beyond the retention, in batches', async () => {
  await as('owner', 'delete from request_log');
  for (const age of ['3 days', '2 days', '25 hours', '1 hour']) await as('owner', insertRecord(age));
  expect(await as('pruner', `select prune_request_log('1 day', 2) as pruned`)).toEqual([{ pruned: 2 }]);
  expect(await as('pruner', `select prune_request_log('1 day', 2) as pruned`)).toEqual([{ pruned: 1 }]);
  expect(await as('owner', 'select from request_log')).toHaveLength(1);
});

it('can run again, also concurrently, with more roles than before', async () => {
  const { publisher, consumer } = roles;
  const again = () =>
    migrateEventLog({
      connection: log.owner,
      roles: { publishers: [publisher], consumers: [consumer, publisher], recorders: [], pruners: [] },
      log: createLogger({ service: 'test', level: 'warn' }),
    });
  const reports = await Promise.all([again(), again()]);
  expect(reports).toEqual([{ applied: [] }, { applied: [] }]);
  expect(await as('publisher', 'select from event_log')).not.toHaveLength(0);
});
