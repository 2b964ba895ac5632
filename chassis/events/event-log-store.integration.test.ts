import { afterEach, beforeEach, expect, it } from 'vitest';
import { inTransaction, unnamedStatement } from '../postgres/index.ts';
import { beginning } from './event-bus.ts';
import { readEventsAfter } from './event-log-store.ts';
import { type MessagingFixture, openMessaging } from './messaging-fixture.ts';

let messaging: MessagingFixture;
beforeEach(async () => {
  messaging = await openMessaging();
});
afterEach(() => messaging.close());

const publishMany = unnamedStatement(
  `insert into event_log (message_id, source, type, subject, data_version, data, correlation_id, occurred_at)
   select gen_random_uuid(), 'shop', 'PetSold', 'pet-1', 1, '{}', 'many', now() from generate_series(1, 40000)`,
);
const countRead = unnamedStatement<{ rows: number }>(
  `select seq_tup_read + idx_tup_fetch as rows from pg_stat_xact_user_tables where relname = 'event_log'`,
);

it('reads what comes next, however much came before', async () => {
  await messaging.events.query(publishMany);
  await inTransaction(messaging.events, async (transaction) => {
    const rowsRead = async () => (await transaction.query(countRead)).rows[0]?.rows ?? 0;
    const before = await rowsRead();
    await readEventsAfter(transaction, beginning, { types: ['PetSold'], size: 50 });
    expect((await rowsRead()) - before).toBeLessThan(200);
  });
});
