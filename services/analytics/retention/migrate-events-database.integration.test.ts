import { createPool, unnamedStatement } from '@petstore/chassis/postgres';
import { createTestDatabase } from '@petstore/chassis/testing';
import { expect, it } from 'vitest';
import { migrateEventsDatabase } from './migrate-events-database.ts';

it('creates the event log and grants the roles that the environment lists, also when run again', async () => {
  const database = await createTestDatabase({ name: 'events', otherRoles: ['test_shop', 'test_reports'] });
  const { host, port, database: name, user, password } = database.owner;
  const environment = {
    PGHOST: host,
    PGPORT: String(port),
    PGDATABASE: name,
    PGUSER: user,
    PGPASSWORD: password,
    EVENTS_PUBLISHERS: 'test_shop',
    EVENTS_CONSUMERS: 'test_reports',
    EVENTS_RECORDERS: 'test_shop, test_reports',
    EVENTS_PRUNERS: '',
    LOG_LEVEL: 'silent',
  };
  await migrateEventsDatabase(environment);
  await migrateEventsDatabase(environment);
  const read = unnamedStatement('select from event_log');
  const connect = (role: string) =>
    createPool({ connection: database.as(role), applicationName: 'test', onError: () => undefined });
  const shop = connect('test_shop');
  const reports = connect('test_reports');
  try {
    expect((await reports.query(read)).rows).toEqual([]);
    await expect(shop.query(read)).rejects.toMatchObject({ code: 'database-access-refused' });
  } finally {
    await shop.close();
    await reports.close();
    await database.drop();
  }
});

it('names all missing lists in one error', async () => {
  await expect(migrateEventsDatabase({ EVENTS_CONSUMERS: 'a', EVENTS_PRUNERS: 'b' })).rejects.toMatchObject({
    code: 'configuration-invalid',
    message: expect.stringMatching(/EVENTS_PUBLISHERS.*EVENTS_RECORDERS/),
  });
});
