import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Transaction, unnamedStatement } from '../../postgres/index.ts';
import { type MessagingFixture, openMessaging } from '../../testing/messaging.ts';
import { systemClock } from '../../time/index.ts';
import { listLetters } from '../dead-letters/dead-letter-store.ts';
import { discardLetter, replayLetters } from '../dead-letters/replay-dead-letters.ts';
import type { EventOf } from '../recorded-event.ts';
import { createEventConsumer } from './event-consumer.ts';
import { findHandledEvents } from './handled-events.ts';

let messaging: MessagingFixture;
beforeEach(async () => {
  messaging = await openMessaging();
});
afterEach(() => messaging.close());

const patience = { timeout: 20_000, interval: 5 };

/** Handles all events except those of orders in `broken`. */
function consumer(broken: ReadonlySet<string> = new Set(), name = 'reports') {
  return createEventConsumer({
    consumer: name,
    database: messaging.openDatabase(),
    bus: messaging.bus,
    types: ['PetSold'],
    handle: async (_transaction: Transaction, event: EventOf<'PetSold'>) => {
      if (broken.has(event.data.orderId)) throw new Error('cannot handle that');
    },
    logger: messaging.logger,
    metrics: messaging.metrics,
    clock: systemClock,
  });
}

async function publish(subject: string, orderId: string, messageId = randomUUID()): Promise<string> {
  await messaging.bus.publish('shop', [
    {
      message_id: messageId,
      type: 'PetSold',
      subject,
      data_version: 1,
      data: { petId: subject, orderId },
      correlation_id: 'journey',
      causation_id: null,
      traceparent: null,
      occurred_at: new Date(),
    },
  ]);
  return messageId;
}

async function handledAmong(ids: readonly string[], consumers: readonly string[] = ['reports']) {
  const found = await findHandledEvents({ database: messaging.database, consumers }, ids);
  return new Map(found.map(({ messageId, at }) => [messageId, at]));
}
const letters = () => listLetters(messaging.database, { afterPosition: 0, most: 100 });
const execute = (sql: string) => messaging.database.query(unnamedStatement(sql));

it('returns which of the given events were handled, with the time in the inbox', async () => {
  const ids = [await publish('a', 'one'), await publish('b', 'two')];
  const beforeMs = Date.now();
  await messaging.whileRunning([consumer()], () =>
    vi.waitFor(async () => expect((await handledAmong([...ids, 'unknown'])).size).toBe(2), patience),
  );
  const [first = ''] = ids;
  const { rows } = await messaging.database.query(
    unnamedStatement<{ handled_at: Date }>(`select handled_at from inbox where message_id = '${first}'`),
  );
  expect(await handledAmong([first])).toEqual(new Map([[first, rows[0]?.handled_at.toISOString()]]));
  expect(rows[0]?.handled_at.getTime()).toBeGreaterThanOrEqual(beforeMs - 1_000);
  expect(await handledAmong(ids, ['another'])).toEqual(new Map());
});

it('returns the first handling if several consumers of the service handled an event, or one handled it again', async () => {
  const id = await publish('a', 'one');
  const consumers = ['reports', 'mails'];
  await messaging.whileRunning([consumer()], () =>
    vi.waitFor(async () => expect((await handledAmong([id])).size).toBe(1), patience),
  );
  const first = await handledAmong([id]);
  await execute('update consumer_offset set position = 0, transaction_id = default');
  await messaging.whileRunning([consumer(), consumer(new Set(), 'mails')], async () => {
    const later = await publish('a', 'two');
    for (const name of consumers)
      await vi.waitFor(async () => expect((await handledAmong([later], [name])).size).toBe(1), patience);
  });
  expect(await handledAmong([id], consumers)).toEqual(first);
});

it('does not report a dead-lettered event as handled until its redelivery succeeds', async () => {
  const broken = new Set(['bad']);
  const bad = await publish('a', 'bad');
  const behind = await publish('a', 'behind');
  const other = await publish('b', 'other');
  const reports = consumer(broken);
  await messaging.whileRunning([reports], async () => {
    await vi.waitFor(async () => expect(await letters()).toHaveLength(2), patience);
    // The order of another key is handled on its own.
    const handled = async () => [...(await handledAmong([bad, behind, other])).keys()];
    await vi.waitFor(async () => expect(await handled()).toEqual([other]), patience);
    const before = (await handledAmong([other])).get(other) ?? '';
    broken.clear();
    await replayLetters(messaging.database, {});
    reports.wake();
    await vi.waitFor(async () => expect((await handledAmong([bad, behind])).size).toBe(2), patience);
    for (const at of (await handledAmong([bad, behind])).values()) expect(at >= before).toBe(true);
  });
});

it('does not report a discarded event as handled, even if it is delivered again', async () => {
  const broken = new Set(['bad']);
  const bad = await publish('a', 'bad');
  await messaging.whileRunning([consumer(broken)], async () => {
    await vi.waitFor(async () => expect(await letters()).toHaveLength(1), patience);
    await discardLetter(messaging.database, bad, undefined);
    broken.clear();
    await execute('update consumer_offset set position = 0, transaction_id = default');
  });
  await messaging.whileRunning([consumer()], async () => {
    const later = await publish('b', 'later');
    await vi.waitFor(async () => expect((await handledAmong([later])).size).toBe(1), patience);
  });
  expect(await handledAmong([bad])).toEqual(new Map());
});
