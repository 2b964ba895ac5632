import { afterEach, beforeEach, expect, it } from 'vitest';
import { inTransaction, type Transaction, unnamedStatement } from '../../postgres/index.ts';
import { type MessagingFixture, openMessaging } from '../../testing/messaging.ts';
import { type BusPlace, beginning } from '../event-bus.ts';
import { admitEvents, awaitOffset, openOffset } from './consumer-store.ts';

let messaging: MessagingFixture;
beforeEach(async () => {
  messaging = await openMessaging();
  await openOffset(messaging.database, names);
});
afterEach(() => messaging.close());

const names = { consumer: 'reports', offset: 'reports' };
const place = (position: number): BusPlace => ({ transactionId: '7', position });

const admit = (seen: BusPlace, last: BusPlace, ...messageIds: string[]) =>
  inTransaction(messaging.database, (transaction) =>
    admitEvents(transaction, names, { seen, last, messageIds }),
  );

it('moves the offset and admits what is new, and says which subjects are blocked', async () => {
  const blocked = unnamedStatement(
    `insert into dead_letters (consumer, message_id, type, subject, event, attempts)
     values ('reports', 'x', 'PetSold', 'pet-1', '{}', 0), ('reports', 'y', 'PetSold', 'pet-1', '{}', 0),
       ('others', 'z', 'PetSold', 'pet-2', '{}', 0)`,
  );
  await messaging.database.query(blocked);
  expect(await admit(beginning, place(2), 'one', 'two', 'two')).toEqual({
    admitted: ['one', 'two'],
    blockedSubjects: ['pet-1'],
  });
  expect(await admit(place(2), place(3), 'two', 'three')).toMatchObject({ admitted: ['three'] });
  expect(await openOffset(messaging.database, names)).toMatchObject(place(3));
});

it('admits nothing for one who saw an earlier offset, or while another has the lock', async () => {
  await admit(beginning, place(2), 'one');
  expect(await admit(beginning, place(9), 'two')).toBeUndefined();
  await inTransaction(messaging.openDatabase(), async (transaction) => {
    await awaitOffset(transaction, names);
    expect(await admit(place(2), place(9), 'two')).toBeUndefined();
  });
  expect(await openOffset(messaging.database, names)).toMatchObject(place(2));
  expect(await admit(place(2), place(3), 'two')).toMatchObject({ admitted: ['two'] });
});

const fillInbox = unnamedStatement(
  `insert into inbox (consumer, message_id) select 'reports', 'message-' || n from generate_series(1, 20000) as n`,
);
const forAnyValues = unnamedStatement('set local plan_cache_mode = force_generic_plan');
const countRead = unnamedStatement<{ rows: number }>(
  'select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::integer as rows from pg_stat_xact_user_tables',
);
const rowsRead = async (transaction: Transaction) => (await transaction.query(countRead)).rows[0]?.rows ?? 0;

it('scans neither the inbox nor the dead letters of others, however many messages were handled', async () => {
  await messaging.database.query(fillInbox);
  await inTransaction(messaging.database, async (transaction) => {
    await transaction.query(forAnyValues);
    const before = await rowsRead(transaction);
    const messageIds = Array.from({ length: 50 }, (_, place) => `message-${19_990 + place}`);
    const admission = await admitEvents(transaction, names, { seen: beginning, last: place(1), messageIds });
    expect(admission?.admitted).toHaveLength(39);
    expect((await rowsRead(transaction)) - before).toBeLessThan(50);
  });
});
