import type { EventType } from '@petstore/contracts/events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { currentInteraction } from '../../correlation/index.ts';
import { inTransaction, type Pool, type Queryable, unnamedStatement } from '../../postgres/index.ts';
import { type MessagingFixture, openMessaging } from '../../testing/messaging.ts';
import { systemClock } from '../../time/index.ts';
import type { BusReader, EventBus, StoredEvent } from '../event-bus.ts';
import { publishEvents } from '../log/event-log-store.ts';
import type { EventOf } from '../recorded-event.ts';
import { createEventConsumer, type EventConsumer } from './event-consumer.ts';

let messaging: MessagingFixture;
beforeEach(async () => {
  messaging = await openMessaging();
});
afterEach(() => messaging.close());

const patience = { timeout: 10_000, interval: 5 };
// The outbox serves as the table of effects: the service's role may write it, and no consumer reads it here.
const writeEffect = unnamedStatement(
  `insert into outbox (message_id, type, subject, data_version, data, correlation_id)
   values (gen_random_uuid()::text, 'Effect', $1, 1, '{}', 'effects')`,
);
const readEffects = unnamedStatement<{ subject: string }>('select subject from outbox order by position');
const effects = async () => (await messaging.database.query(readEffects)).rows.map(({ subject }) => subject);

let published = 0;
function stored(orderId: string, type: EventType = 'PetSold'): StoredEvent {
  published += 1;
  return {
    message_id: `message-${published}`,
    type,
    subject: 'pet-1',
    data_version: 1,
    data: { petId: 'pet-1', orderId },
    correlation_id: 'journey',
    causation_id: 'request',
    traceparent: null,
    occurred_at: new Date(),
  };
}
const publish = (...orderIds: string[]) =>
  publishEvents(
    messaging.events,
    'shop',
    orderIds.map((orderId) => stored(orderId)),
  );

type Handle = (transaction: Queryable, event: EventOf<'PetSold'>) => Promise<void>;
const recordOrder: Handle = async (transaction, event) => {
  await transaction.query(writeEffect, [event.data.orderId]);
};

function consumerOf(
  handle: Handle = recordOrder,
  { bus = messaging.bus, database = messaging.openDatabase() }: { bus?: EventBus; database?: Pool } = {},
): EventConsumer {
  const { logger, metrics } = messaging;
  return createEventConsumer({
    consumer: 'reports',
    database,
    bus,
    types: ['PetSold'],
    handle,
    logger,
    metrics,
    clock: systemClock,
  });
}

/** The bus with readers of changed behaviour. */
function changed(change: (reader: BusReader) => Partial<BusReader>): EventBus {
  const { bus } = messaging;
  return {
    ...bus,
    openReader(types) {
      const reader = bus.openReader(types);
      return { ...reader, ...change(reader) };
    },
  };
}

it('handles the whole log in order, each event once, and continues after a restart', async () => {
  const orderIds = Array.from({ length: 120 }, (_, place) => `ord_${place}`);
  await publish(...orderIds);
  await messaging.whileRunning([consumerOf()], () =>
    vi.waitFor(async () => expect(await effects()).toEqual(orderIds), patience),
  );
  await publish('after');
  await messaging.whileRunning([consumerOf()], () =>
    vi.waitFor(async () => expect(await effects()).toEqual([...orderIds, 'after']), patience),
  );
});

it('makes the event the message being handled, and logs it with its ids', async () => {
  const seen: unknown[] = [];
  const handle: Handle = async (_transaction, event) => {
    seen.push({ event, interaction: currentInteraction() });
  };
  await publish('ord_1');
  await messaging.whileRunning([consumerOf(handle)], () =>
    vi.waitFor(() => expect(messaging.lines.join()).toContain('event handled'), patience),
  );
  const messageId = `message-${published}`;
  expect(seen).toEqual([
    {
      event: expect.objectContaining({
        specversion: '1.0',
        id: messageId,
        source: 'shop',
        causationid: 'request',
      }),
      interaction: { correlationId: 'journey', messageId },
    },
  ]);
  const line = JSON.parse(messaging.lines.find((each) => each.includes('event handled')) ?? '{}');
  expect(line).toMatchObject({ correlationId: 'journey', messageId, type: 'PetSold' });
});

it('handles everything once and in order with two replicas', async () => {
  const orderIds = Array.from({ length: 300 }, (_, place) => `ord_${place}`);
  await messaging.whileRunning([consumerOf(), consumerOf()], async () => {
    for (let place = 0; place < orderIds.length; place += 10)
      await publish(...orderIds.slice(place, place + 10));
    await vi.waitFor(async () => expect((await effects()).length).toBeGreaterThanOrEqual(300), patience);
  });
  expect(await effects()).toEqual(orderIds);
});

it('leaves handling to one replica, and takes over when that one is gone', async () => {
  const looks = { first: 0, second: 0 };
  const count = (name: keyof typeof looks) =>
    changed((reader) => ({
      read(after, size) {
        looks[name] += 1;
        return reader.read(after, size);
      },
    }));
  const ending = new AbortController();
  await publish('ord_1');
  const first = consumerOf(recordOrder, { bus: count('first') }).run(ending.signal);
  await vi.waitFor(async () => expect(await effects()).toEqual(['ord_1']), patience);
  await messaging.whileRunning([consumerOf(recordOrder, { bus: count('second') })], async () => {
    const orderIds = Array.from({ length: 60 }, (_, place) => `ord_${place + 2}`);
    for (const orderId of orderIds) await publish(orderId);
    await vi.waitFor(async () => expect(await effects()).toEqual(['ord_1', ...orderIds]), patience);
    expect(Math.min(looks.first, looks.second)).toBeLessThan(30);
    ending.abort();
    await first;
    await publish('after');
    await vi.waitFor(async () => expect((await effects()).at(-1)).toBe('after'), patience);
  });
});

it('notices that new events are not announced, and polls often from then on', async () => {
  const read = vi.fn();
  const deaf = changed((reader) => ({
    read(after, size) {
      read();
      return reader.read(after, size);
    },
    onNews: () => undefined,
  }));
  const consumer = consumerOf(recordOrder, { bus: deaf });
  await messaging.whileRunning([consumer], async () => {
    await vi.waitFor(() => expect(consumer.caughtUpAtMs()).not.toBeNull(), patience);
    await publish('ord_1');
    await vi.waitFor(async () => expect(await effects()).toEqual(['ord_1']), patience);
    await vi.waitFor(() => expect(read.mock.calls.length).toBeGreaterThan(20), patience);
  });
});

it('waits for an announcement when it has caught up', async () => {
  const wait = vi.spyOn(systemClock, 'wait');
  await messaging.whileRunning([consumerOf()], async () => {
    await publish('ord_1');
    await vi.waitFor(async () => expect(await effects()).toEqual(['ord_1']), patience);
    await vi.waitFor(() => expect(wait.mock.lastCall?.[0]).toBeGreaterThanOrEqual(2_000), patience);
  });
  wait.mockRestore();
});

it('does not skip an event whose transaction commits after a later one', async () => {
  let commit: () => void = () => undefined;
  const mayCommit = new Promise<void>((resolve) => {
    commit = resolve;
  });
  let slow: Promise<void> | undefined;
  await new Promise<void>((hasPublished, fail) => {
    slow = inTransaction(messaging.events, async (transaction) => {
      await publishEvents(transaction, 'slow', [stored('slow')]);
      hasPublished();
      await mayCommit;
    });
    slow.catch(fail);
  });
  await publish('fast');
  const polls = vi.spyOn(messaging.events, 'query');
  await messaging.whileRunning([consumerOf()], async () => {
    await vi.waitFor(() => expect(polls.mock.calls.length).toBeGreaterThan(2), patience);
    expect(await effects()).toEqual([]);
    commit();
    await slow;
    await vi.waitFor(async () => expect(await effects()).toEqual(['slow', 'fast']), patience);
  });
});

it('rolls the effect back when the handler fails, counts and logs the failure, and retries until it succeeds', async () => {
  let failuresLeft = 2;
  const handle: Handle = async (transaction, event) => {
    await recordOrder(transaction, event);
    if (event.data.orderId !== 'poison' || failuresLeft === 0) return;
    failuresLeft -= 1;
    throw new Error('cannot handle that');
  };
  await publish('before', 'poison', 'after');
  await messaging.whileRunning([consumerOf(handle)], () =>
    vi.waitFor(async () => expect(await effects()).toEqual(['before', 'poison', 'after']), patience),
  );
  expect(messaging.lines.filter((line) => line.includes('cannot handle that'))).toHaveLength(2);
  const { body } = await messaging.metrics.expose();
  expect(body).toContain('event_handling_failures_total{consumer="reports"} 2');
});

it('handles the events before a poisoned one', async () => {
  const handle: Handle = async (transaction, event) => {
    if (event.data.orderId === 'poison') throw new Error('cannot handle that');
    await recordOrder(transaction, event);
  };
  await publish('one', 'two', 'poison', 'three');
  await messaging.whileRunning([consumerOf(handle)], () =>
    vi.waitFor(async () => expect(await effects()).toEqual(['one', 'two']), patience),
  );
});

it('converts what an older version of a service published to the current version', async () => {
  const line = { sku: 'pet-1', kind: 'pet', name: 'Rex', quantity: 1, unitPriceMinor: 5 };
  const order = { orderId: 'ord_1', customerId: 'customer-001', totalMinor: 5, currency: 'USD' };
  const early = { ...order, lines: [line], delivery: { city: 'London' } };
  const event = { ...stored('ord_1', 'OrderPlaced'), data_version: 1, data: early };
  await publishEvents(messaging.events, 'shop', [event]);
  const seen: unknown[] = [];
  const { bus, logger, metrics } = messaging;
  const consumer = createEventConsumer({
    consumer: 'reports',
    database: messaging.openDatabase(),
    bus,
    types: ['OrderPlaced'],
    handle: async (_transaction, { dataversion, data }) => void seen.push({ dataversion, data }),
    logger,
    metrics,
    clock: systemClock,
  });
  await messaging.whileRunning([consumer], () =>
    vi.waitFor(
      () => expect(seen).toEqual([{ dataversion: 2, data: { ...early, isFromCart: true } }]),
      patience,
    ),
  );
});

it('has one effect for a message that is delivered twice', async () => {
  await publish('ord_1');
  await messaging.whileRunning([consumerOf()], () =>
    vi.waitFor(async () => expect(await effects()).toEqual(['ord_1']), patience),
  );
  await messaging.database.query(
    unnamedStatement(`update consumer_offset set transaction_id = '0', position = 0`),
  );
  await publish('ord_2');
  await messaging.whileRunning([consumerOf()], () =>
    vi.waitFor(async () => expect((await effects()).at(-1)).toBe('ord_2'), patience),
  );
  expect(await effects()).toEqual(['ord_1', 'ord_2']);
});

it('moves past events of other types', async () => {
  const others = Array.from({ length: 60 }, () => stored('other', 'PetReserved'));
  await publishEvents(messaging.events, 'shop', [...others, stored('wanted')]);
  await messaging.whileRunning([consumerOf()], () =>
    vi.waitFor(async () => expect(await effects()).toEqual(['wanted']), patience),
  );
  const handled = unnamedStatement<{ count: number }>('select count(*) from inbox');
  expect((await messaging.database.query(handled)).rows[0]?.count).toBe(1);
});
