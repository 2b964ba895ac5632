import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { postgresErrors, type Transaction, unnamedStatement } from '../../postgres/index.ts';
import { type MessagingFixture, openMessaging } from '../../testing/messaging.ts';
import { systemClock } from '../../time/index.ts';
import { listLetters } from '../dead-letters/dead-letter-store.ts';
import { discardLetter, replayLetters } from '../dead-letters/replay-dead-letters.ts';
import type { EventOf } from '../recorded-event.ts';
import { createEventConsumer } from './event-consumer.ts';

let messaging: MessagingFixture;
beforeEach(async () => {
  messaging = await openMessaging();
});
afterEach(() => messaging.close());

const patience = { timeout: 20_000, interval: 5 };

// The outbox serves as the table of effects, so that effects are rolled back with their transaction.
const writeEffect = unnamedStatement(
  `insert into outbox (message_id, type, subject, data_version, data, correlation_id)
   values (gen_random_uuid()::text, 'Effect', $1, 1, '{}', 'effects')`,
);
const readEffects = unnamedStatement<{ subject: string }>('select subject from outbox order by position');
const handled = async () => (await messaging.database.query(readEffects)).rows.map(({ subject }) => subject);

const writeNothing = unnamedStatement('insert into outbox (message_id) values (null)');

type Fail = (transaction: Transaction) => void;
const throwing: Fail = () => {
  throw new Error('cannot handle that');
};
/** Sent without waiting, so the next event begins before the failure is known. */
const sending: Fail = (transaction) => transaction.send(writeNothing, []);

/** Handles all events except those of orders in `broken`. */
function consumer(broken: Set<string>, fail: Fail = throwing) {
  return createEventConsumer({
    consumer: 'reports',
    database: messaging.openDatabase(),
    bus: messaging.bus,
    types: ['PetSold'],
    handle: async (transaction: Transaction, event: EventOf<'PetSold'>) => {
      await transaction.query(writeEffect, [`${event.subject} ${event.data.orderId}`]);
      if (broken.has(event.data.orderId)) fail(transaction);
    },
    logger: messaging.logger,
    metrics: messaging.metrics,
    clock: systemClock,
  });
}

const publish = (...events: readonly (readonly [subject: string, orderId: string])[]) =>
  publishData(...events.map(([petId, orderId]) => [petId, { petId, orderId }] as const));
const publishData = (
  ...events: readonly (readonly [
    subject: string,
    data: Readonly<Record<string, unknown>>,
    version?: number,
  ])[]
) =>
  messaging.bus.publish(
    'shop',
    events.map(([subject, data, version = 1]) => ({
      message_id: randomUUID(),
      type: 'PetSold',
      subject,
      data_version: version,
      data,
      correlation_id: 'journey',
      causation_id: null,
      traceparent: null,
      occurred_at: new Date(),
    })),
  );

const letters = async () => listLetters(messaging.database, { afterPosition: 0, most: 100 });
const execute = (sql: string) => messaging.database.query(unnamedStatement(sql));

it.each([
  ['throws', throwing],
  ['sends what fails', sending],
])(
  'dead-letters an event whose handling %s with all later ones of its subject, while other subjects go on',
  async (_how, fail) => {
    const broken = new Set(['bad']);
    const reports = consumer(broken, fail);
    await publish(['a', 'first'], ['a', 'bad'], ['b', 'one'], ['a', 'behind']);
    await messaging.whileRunning([reports], async () => {
      await vi.waitFor(async () => expect(await handled()).toEqual(['a first', 'b one']), patience);
      await publish(['b', 'two'], ['a', 'later'], ['c', 'three']);
      await vi.waitFor(
        async () => expect(await handled()).toEqual(['a first', 'b one', 'b two', 'c three']),
        patience,
      );
      const parked = (await letters()).map(({ event }) => event.data['orderId']);
      expect(parked).toEqual(['bad', 'behind', 'later']);
      broken.clear();
      await vi.waitFor(
        async () => expect((await handled()).slice(4)).toEqual(['a bad', 'a behind', 'a later']),
        patience,
      );
      await publish(['a', 'last']);
      await vi.waitFor(async () => expect((await handled()).at(-1)).toBe('a last'), patience);
    });
    expect(await letters()).toEqual([]);
  },
);

it('leaves an event to an operator after its attempts, who replays it when the cause is fixed', async () => {
  const broken = new Set(['bad']);
  const reports = consumer(broken);
  await publish(['a', 'bad'], ['a', 'behind']);
  await messaging.whileRunning([reports], async () => {
    await vi.waitFor(async () => expect((await letters())[0]?.attempts).toBeGreaterThan(0), patience);
    await execute('update dead_letters set attempts = 5, next_at = now() where attempts > 0');
    reports.wake();
    await vi.waitFor(async () => {
      const [head] = await letters();
      expect(head).toMatchObject({ next_at: null, last_error: 'cannot handle that' });
    }, patience);
    broken.clear();
    expect(await replayLetters(messaging.database, { subject: 'other' })).toBe(0);
    expect(await replayLetters(messaging.database, { consumer: 'reports', subject: 'a' })).toBe(2);
    reports.wake();
    await vi.waitFor(async () => expect(await handled()).toEqual(['a bad', 'a behind']), patience);
  });
  expect(await letters()).toEqual([]);
});

it('handles the events waiting behind a discarded one', async () => {
  const reports = consumer(new Set(['bad']));
  await publish(['a', 'bad'], ['a', 'behind']);
  await messaging.whileRunning([reports], async () => {
    await vi.waitFor(async () => expect(await letters()).toHaveLength(2), patience);
    const [head] = await letters();
    expect(await discardLetter(messaging.database, head?.message_id ?? '', undefined)).toBe(1);
    reports.wake();
    await vi.waitFor(async () => expect(await handled()).toEqual(['a behind']), patience);
  });
});

it('dead-letters data that does not fit its type and says where, but accepts a newer version', async () => {
  const reports = consumer(new Set());
  await publishData(
    ['a', { petId: 'a' }],
    ['a', { petId: 'a', orderId: 'behind' }],
    ['b', { petId: 'b', orderId: 'newer', since: 2 }, 99],
    ['c', { orderId: 'newer, without a pet' }, 99],
  );
  await messaging.whileRunning([reports], async () => {
    await vi.waitFor(
      async () => expect(await handled()).toEqual(['b newer', 'c newer, without a pet']),
      patience,
    );
    await vi.waitFor(async () => {
      const [head, behind] = await letters();
      expect(head?.last_error).toMatch(/data of PetSold does not match its schema.*orderId/);
      expect(behind).toMatchObject({ attempts: 0, last_error: null });
    }, patience);
  });
});

it('does not dead-letter an event because the database is unavailable', async () => {
  const broken = new Set(['good']);
  let failures = 0;
  const reports = consumer(broken, () => {
    failures += 1;
    if (failures === 2) broken.clear();
    throw postgresErrors.create('database-unavailable');
  });
  await publish(['a', 'good']);
  const parked = vi.spyOn(messaging.logger, 'error');
  await messaging.whileRunning([reports], () =>
    vi.waitFor(async () => expect(await handled()).toEqual(['a good']), patience),
  );
  expect(parked).not.toHaveBeenCalled();
});
