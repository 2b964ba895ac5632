import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { unnamedStatement } from '../postgres/index.ts';
import { type MessagingFixture, openMessaging } from '../testing/messaging.ts';
import type { Clock } from '../time/index.ts';
import { createMessagingPruner, pruneBatchSize } from './messaging-pruner.ts';

let messaging: MessagingFixture;
beforeEach(async () => {
  messaging = await openMessaging();
});
afterEach(() => messaging.close());

/** Ends its first wait at once; the next lasts until the end. */
function hurriedClock(): Clock {
  let waits = 0;
  return {
    now: Date.now,
    wait: (_durationMs, signal) =>
      new Promise((resolve) => {
        waits += 1;
        if (waits === 1) resolve();
        signal?.addEventListener('abort', () => resolve(), { once: true });
      }),
  };
}

const execute = (sql: string) => messaging.database.query(unnamedStatement(sql));

async function counts() {
  const sql = `select (select count(*) from outbox) as outbox, (select count(*) from inbox) as inbox`;
  const { rows } = await messaging.database.query(unnamedStatement<{ outbox: number; inbox: number }>(sql));
  return rows[0];
}

function prune(work: () => Promise<void>) {
  const { database, logger } = messaging;
  const kept = { outboxKeptHours: 2, inboxKeptHours: 4 };
  const pruner = createMessagingPruner({ database, ...kept, logger, clock: hurriedClock() });
  return messaging.whileRunning([pruner], work);
}

it('deletes rows of outbox and inbox beyond their retention, in several batches', async () => {
  const handled = pruneBatchSize + 5;
  await execute(`insert into inbox (consumer, message_id, handled_at)
    select 'reports', n::text, now() - interval '5 hours' from generate_series(1, ${handled}) as n`);
  await execute(`insert into inbox (consumer, message_id) values ('reports', 'new')`);
  await messaging.append('pet-1', 'old', 'older');
  await messaging.whileRunning([messaging.createRelay()], () =>
    vi.waitFor(async () => expect(await messaging.logged()).toHaveLength(2), { timeout: 10_000 }),
  );
  await execute(`update outbox set occurred_at = now() - interval '3 hours'`);
  await messaging.append('pet-1', 'new');
  await prune(() =>
    vi.waitFor(async () => expect(await counts()).toEqual({ outbox: 1, inbox: 1 }), { timeout: 10_000 }),
  );
});

it('never deletes unpublished events, however old they are', async () => {
  await messaging.append('pet-1', 'stuck');
  await execute(`update outbox set occurred_at = now() - interval '30 days'`);
  await execute(`insert into inbox (consumer, message_id, handled_at)
    values ('reports', 'old', now() - interval '30 days')`);
  await prune(() =>
    vi.waitFor(async () => expect(await counts()).toEqual({ outbox: 1, inbox: 0 }), { timeout: 10_000 }),
  );
});
