import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { unnamedStatement } from '../../postgres/index.ts';
import { holdTransaction } from '../../testing/index.ts';
import { appendSold, type MessagingFixture, openMessaging } from '../../testing/messaging.ts';
import type { EventBus } from '../event-bus.ts';

let messaging: MessagingFixture;
beforeEach(async () => {
  messaging = await openMessaging();
});
afterEach(() => messaging.close());

const patience = { timeout: 5_000, interval: 5 };
const answered = unnamedStatement('select');

it('publishes after a wake, with one log line that names the event', async () => {
  const relay = messaging.createRelay();
  await messaging.whileRunning([relay], async () => {
    await messaging.append('pet-1', 'ord_1');
    relay.wake();
    await vi.waitFor(async () => expect(await messaging.logged()).toEqual(['ord_1']), patience);
  });
  const line = JSON.parse(messaging.lines.find((each) => each.includes('event published')) ?? '{}');
  expect(line).toMatchObject({
    level: 'info',
    type: 'PetSold',
    correlationId: 'test',
    messageId: expect.any(String),
  });
});

it('does not skip what a slow transaction appended at a lower position', async () => {
  const database = messaging.openDatabase();
  const batches = vi.spyOn(database, 'withConnection');
  const relay = messaging.createRelay({ database });
  await messaging.whileRunning([relay], async () => {
    const slow = await holdTransaction(messaging.database);
    await slow.run(async (transaction) => {
      await appendSold(transaction, 'pet-slow', ['slow']);
      // Answered after the insertion, which is sent without waiting.
      await transaction.query(answered);
    });
    await messaging.append('pet-fast', 'fast');
    await vi.waitFor(() => expect(batches.mock.calls.length).toBeGreaterThan(2), patience);
    expect(await messaging.logged()).toEqual([]);
    await slow.commit();
    await messaging.append('pet-later', 'later');
    relay.wake();
    await vi.waitFor(
      async () => expect(await messaging.logged()).toEqual(['slow', 'fast', 'later']),
      patience,
    );
  });
});

it('keeps the order of one subject although the transaction that appended last had begun first', async () => {
  const early = await holdTransaction(messaging.database);
  await messaging.append('pet-1', 'first');
  await early.run((transaction) => appendSold(transaction, 'pet-1', ['second']));
  await early.commit();
  await messaging.whileRunning([messaging.createRelay()], () =>
    vi.waitFor(async () => expect(await messaging.logged()).toEqual(['first', 'second']), patience),
  );
});

it('keeps that order although an unrelated transaction began in between and is still open', async () => {
  const early = await holdTransaction(messaging.database);
  const bystander = await holdTransaction(messaging.events);
  await messaging.append('pet-1', 'first');
  await messaging.append('pet-2', 'alone');
  await early.run((transaction) => appendSold(transaction, 'pet-1', ['second']));
  await early.commit();
  await messaging
    .whileRunning([messaging.createRelay()], () =>
      vi.waitFor(async () => expect(await messaging.logged()).toEqual(['first', 'second']), patience),
    )
    .finally(bystander.commit);
  await messaging.whileRunning([messaging.createRelay()], async () => {
    await vi.waitFor(
      async () => expect(await messaging.logged()).toEqual(['first', 'second', 'alone']),
      patience,
    );
    await vi.waitFor(
      async () => expect((await messaging.metrics.expose()).body).toContain('outbox_relayed_events_total 3'),
      patience,
    );
  });
  expect(messaging.lines.filter((line) => line.includes('event published'))).toHaveLength(3);
});

it('publishes a batch again after a crash between log and cursor, and the log deduplicates it', async () => {
  const orderIds = ['ord_1', 'ord_2', 'ord_3'];
  await messaging.append('pet-1', ...orderIds);
  const dying: EventBus = {
    ...messaging.bus,
    async publish(source, events) {
      await messaging.bus.publish(source, events);
      throw new Error('died after publishing');
    },
  };
  await messaging.whileRunning([messaging.createRelay({ bus: dying })], () =>
    vi.waitFor(() => expect(messaging.lines.join()).toContain('died after publishing'), patience),
  );
  expect(await messaging.logged()).toEqual(orderIds);
  await messaging.append('pet-1', 'ord_4');
  await messaging.whileRunning([messaging.createRelay()], () =>
    vi.waitFor(async () => expect(await messaging.logged()).toEqual([...orderIds, 'ord_4']), patience),
  );
});

it('publishes more than a batch of one transaction in order', async () => {
  const orderIds = Array.from({ length: 1_000 }, (_, place) => `ord_${place}`);
  await messaging.append('pet-1', ...orderIds);
  await messaging.append('pet-1', 'last');
  await messaging.whileRunning([messaging.createRelay()], () =>
    vi.waitFor(async () => expect(await messaging.logged()).toHaveLength(1_001), patience),
  );
  expect(await messaging.logged()).toEqual([...orderIds, 'last']);
});

it('publishes everything once and in order with two relays', async () => {
  const relays = [messaging.createRelay(), messaging.createRelay()];
  const subjects = ['a', 'b', 'c', 'd'];
  await messaging.whileRunning(relays, async () => {
    const appending = subjects.map(async (subject) => {
      for (let place = 0; place < 100; place += 1) {
        await messaging.append(subject, `${subject}-${place}`);
        relays[place % 2]?.wake();
      }
    });
    await Promise.all(appending);
    await vi.waitFor(async () => expect(await messaging.logged()).toHaveLength(400), patience);
  });
  const logged = await messaging.logged();
  for (const subject of subjects) {
    const expected = Array.from({ length: 100 }, (_, place) => `${subject}-${place}`);
    expect(logged.filter((orderId) => orderId.startsWith(subject))).toEqual(expected);
  }
});
