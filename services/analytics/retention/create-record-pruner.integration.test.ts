import { createLogger } from '@petstore/chassis/logging';
import { createPool, unnamedStatement } from '@petstore/chassis/postgres';
import { createTestEventLog } from '@petstore/chassis/testing';
import { systemClock } from '@petstore/chassis/time';
import { expect, it, vi } from 'vitest';
import { createRecordPruner } from './create-record-pruner.ts';

const pruner = 'test_record_pruner';

const publishedEvents = [
  ['CartItemPut', 'old', '3 days'],
  ['CartItemPut', 'new', '1 day'],
  ['PetListed', 'for-sale', '300 days'],
  ['PetListed', 'recently-sold', '300 days'],
  ['PetSold', 'recently-sold', '1 day'],
  ['PetListed', 'sold-long-ago', '300 days'],
  ['PetSold', 'sold-long-ago', '200 days'],
  ['CustomerProfileStated', 'changed', '300 days'],
  ['CustomerProfileStated', 'changed', '200 days'],
  ['ProductStocked', 'food', '300 days'],
  ['ProductRestocked', 'food', '200 days'],
] as const;

it('deletes records and events beyond the retention, except events still in effect, with a role that has no delete privilege', async () => {
  const log = await createTestEventLog({ pruners: [pruner] });
  const onError = () => undefined;
  const owner = createPool({ connection: log.owner, applicationName: 'test', onError });
  const events = createPool({ connection: log.as(pruner), applicationName: 'test', onError });
  const insert = (count: number, age: string) =>
    owner.query(
      unnamedStatement(`insert into request_log (message_id, correlation_id, name, caller, callee, status, started_at, duration_ms, attempts, recorded_by, recorded_at)
        select n::text, 'c', 'GET /', 'client', 's', 200, now(), 1, 1, 's', now() - interval '${age}' from generate_series(1, ${count}) as n`),
    );
  await insert(4_500, '3 hours');
  await insert(7, '1 hour');
  const insertEvent = (type: string, subject: string, age: string) =>
    owner.query(
      unnamedStatement(`insert into event_log (message_id, source, type, subject, data_version, data, correlation_id, occurred_at, published_at)
        values (gen_random_uuid()::text, 's', '${type}', '${subject}', 1, '{}', 'c', now(), now() - interval '${age}')`),
    );
  for (const [type, subject, age] of publishedEvents) await insertEvent(type, subject, age);
  const leftEvents = unnamedStatement<{ event: string }>(
    `select type || ' ' || subject as event from event_log order by transaction_id, position`,
  );
  const forgotten = unnamedStatement<{ days: number }>(
    'select extract(day from now() - forgotten_until)::integer as days from event_log_retention',
  );
  const left = unnamedStatement<{ count: number }>('select count(*) from request_log');
  const ending = new AbortController();
  const logger = createLogger({ service: 'test', level: 'silent' });
  const running = createRecordPruner({
    events,
    keptHours: 2,
    eventsKeptHours: 48,
    logger,
    clock: systemClock,
  }).run(ending.signal);
  try {
    await vi.waitFor(async () => expect((await owner.query(left)).rows).toEqual([{ count: 7 }]), {
      timeout: 10_000,
      interval: 20,
    });
    const remaining = [
      'CartItemPut new',
      'PetListed for-sale',
      'PetSold recently-sold',
      'CustomerProfileStated changed',
      'ProductStocked food',
      'ProductRestocked food',
    ];
    await vi.waitFor(async () =>
      expect((await owner.query(leftEvents)).rows.map(({ event }) => event)).toEqual(remaining),
    );
    expect((await owner.query(forgotten)).rows).toEqual([{ days: 3 }]);
  } finally {
    ending.abort();
    await running;
    await owner.close();
    await events.close();
    await log.drop();
  }
});

it('deletes an old claim of a correlation id that has no records left', async () => {
  const log = await createTestEventLog({ pruners: [pruner] });
  const onError = () => undefined;
  const owner = createPool({ connection: log.owner, applicationName: 'test', onError });
  const events = createPool({ connection: log.as(pruner), applicationName: 'test', onError });
  await owner.query(
    unnamedStatement(`insert into event_log (message_id, source, type, subject, data_version, data, correlation_id, occurred_at)
      values ('m', 's', 'CartItemPut', 'c', 1, '{}', 'has-an-event', now())`),
  );
  await owner.query(
    unnamedStatement(`insert into correlation_claims
      select id, 'customer-001', now() - age::interval
      from (values ('has-an-event', '3 hours'), ('recently-claimed', '1 hour'), ('without-records', '3 hours')) as claim (id, age)`),
  );
  const left = unnamedStatement<{ id: string }>(
    'select correlation_id as id from correlation_claims order by correlation_id',
  );
  const ending = new AbortController();
  const logger = createLogger({ service: 'test', level: 'silent' });
  const running = createRecordPruner({
    events,
    keptHours: 2,
    eventsKeptHours: 48,
    logger,
    clock: systemClock,
  }).run(ending.signal);
  try {
    await vi.waitFor(
      async () =>
        expect((await owner.query(left)).rows.map(({ id }) => id)).toEqual([
          'has-an-event',
          'recently-claimed',
        ]),
      { timeout: 10_000, interval: 20 },
    );
  } finally {
    ending.abort();
    await running;
    await owner.close();
    await events.close();
    await log.drop();
  }
});
