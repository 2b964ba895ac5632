import { randomUUID } from 'node:crypto';
import type { EventType } from '@petstore/contracts/events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '../logging/index.ts';
import { natsMissing, startNatsServer, type TestNatsServer } from '../testing/index.ts';
import { type MessagingFixture, openMessaging } from '../testing/messaging.ts';
import { systemClock } from '../time/index.ts';
import { createEventConsumer } from './consumer/event-consumer.ts';
import {
  type BusKind,
  type BusReader,
  beginning,
  busKinds,
  type EventBus,
  placeOf,
  type StoredEvent,
} from './event-bus.ts';
import { createNatsBus } from './nats/create-nats-bus.ts';

const patience = { timeout: 20_000, interval: 5 };
const missing: Readonly<Record<BusKind, string | null>> = { postgres: null, nats: natsMissing };

function stored(subject: string, orderId: string, type: EventType = 'PetSold'): StoredEvent {
  return {
    message_id: randomUUID(),
    type,
    subject,
    data_version: 1,
    data: { petId: subject, orderId },
    correlation_id: 'journey',
    causation_id: 'request',
    traceparent: null,
    occurred_at: new Date('2026-01-02T03:04:05.678Z'),
  };
}

describe.each(busKinds)('%s as the bus', (kind) => {
  describe.skipIf(missing[kind] !== null)(missing[kind] ?? 'installed', () => {
    let server: TestNatsServer | undefined;
    let messaging: MessagingFixture;
    const buses: EventBus[] = [];
    let open: () => EventBus;

    beforeAll(async () => {
      if (kind === 'nats') server = await startNatsServer();
    });
    afterAll(() => server?.remove());
    beforeEach(async () => {
      messaging = await openMessaging();
      const stream = `test-${randomUUID()}`;
      open = () => {
        if (server === undefined) return messaging.bus;
        const logger = createLogger({ service: 'test', level: 'silent' });
        const bus = createNatsBus({
          url: server.url,
          service: 'test',
          stream,
          keptHours: 1,
          logger,
          record: messaging.bus,
        });
        buses.push(bus);
        return bus;
      };
    });
    afterEach(async () => {
      for (const bus of buses.splice(0)) await bus.close();
      await messaging.close();
    });

    /** Reads on until `count` events were read, as a consumer does. */
    async function readAll(reader: BusReader, count: number, { from = beginning, size = 50 } = {}) {
      const events: Awaited<ReturnType<BusReader['read']>>['events'][number][] = [];
      let place = from;
      await vi.waitFor(async () => {
        const page = await reader.read(place, size);
        events.push(...page.events);
        const last = page.events.at(-1);
        if (last !== undefined) place = placeOf(last);
        expect(events.length).toBeGreaterThanOrEqual(count);
      }, patience);
      return { events, place };
    }
    const ordersOf = (events: readonly StoredEvent[]) => events.map(({ data }) => data['orderId']);

    it('delivers an event as it was published, marked as wanted or not', async () => {
      const bus = open();
      const event = stored('pet-1', 'ord_1');
      await bus.publish('shop', [event, stored('pet-2', 'ord_2', 'PetReserved')]);
      const { events } = await readAll(bus.openReader(['PetSold']), 2);
      expect(events[0]).toMatchObject({ ...event, source: 'shop', is_wanted: true });
      expect(events[0]?.published_at).toBeInstanceOf(Date);
      expect(events.map((each) => each.is_wanted)).toEqual([true, false]);
    });

    it('retains everything, so that a reader continues from any position or starts over', async () => {
      const bus = open();
      const orderIds = Array.from({ length: 30 }, (_, place) => `ord_${place}`);
      await bus.publish(
        'shop',
        orderIds.map((orderId) => stored('pet-1', orderId)),
      );
      const reader = bus.openReader(['PetSold']);
      const { events } = await readAll(reader, 30, { size: 7 });
      expect(ordersOf(events)).toEqual(orderIds);
      const tenth = events[9];
      const from = tenth === undefined ? beginning : placeOf(tenth);
      expect(ordersOf((await readAll(reader, 20, { from })).events)).toEqual(orderIds.slice(10));
      expect(ordersOf((await readAll(open().openReader(['PetSold']), 30)).events)).toEqual(orderIds);
    });

    it('deduplicates events that are published again', async () => {
      const bus = open();
      const [first, second] = [stored('pet-1', 'ord_1'), stored('pet-1', 'ord_2')];
      await bus.publish('shop', [first]);
      await bus.publish('shop', [first, second]);
      const reader = bus.openReader(['PetSold']);
      const { events, place } = await readAll(reader, 2);
      expect(ordersOf(events)).toEqual(['ord_1', 'ord_2']);
      expect(await reader.read(place, 50)).toEqual({ events: [], isHeldBack: false });
    });

    it('keeps the order of each subject in a batch of many', async () => {
      const bus = open();
      const batch = Array.from({ length: 400 }, (_, place) => stored(`pet-${place % 7}`, String(place)));
      await bus.publish('shop', batch);
      const { events } = await readAll(bus.openReader(['PetSold']), 400);
      for (let pet = 0; pet < 7; pet += 1) {
        const ofPet = events
          .filter(({ subject }) => subject === `pet-${pet}`)
          .map(({ data }) => Number(data['orderId']));
        expect(ofPet).toEqual(ofPet.toSorted((one, other) => one - other));
      }
      expect(new Set(ordersOf(events)).size).toBe(400);
    });

    it('announces events of wanted types', async () => {
      const [publisher, bus] = [open(), open()];
      const reader = bus.openReader(['PetSold']);
      const listener = vi.fn();
      reader.onNews(listener);
      await reader.read(beginning, 50);
      await publisher.publish('shop', [stored('pet-1', 'ord_1')]);
      await vi.waitFor(() => expect(listener).toHaveBeenCalled(), patience);
    });

    it('writes every event to the log', async () => {
      await open().publish('shop', [stored('pet-1', 'ord_1'), stored('pet-1', 'ord_2')]);
      expect(await messaging.logged()).toEqual(['ord_1', 'ord_2']);
    });

    it('carries events from outbox to effect, each once and in order, with two replicas on each side', async () => {
      const handled: string[] = [];
      const consumerOf = (bus: EventBus) =>
        createEventConsumer({
          consumer: 'reports',
          database: messaging.openDatabase(),
          bus,
          types: ['PetSold'],
          handle: async (_transaction, event) => void handled.push(`${event.subject} ${event.data.orderId}`),
          logger: messaging.logger,
          metrics: messaging.metrics,
          clock: systemClock,
        });
      const relays = [messaging.createRelay({ bus: open() }), messaging.createRelay({ bus: open() })];
      const workers = [...relays, consumerOf(open()), consumerOf(open())];
      await messaging.whileRunning(workers, async () => {
        await Promise.all(
          ['a', 'b', 'c'].map(async (subject) => {
            for (let place = 0; place < 40; place += 1) {
              await messaging.append(subject, String(place));
              relays[place % 2]?.wake();
            }
          }),
        );
        await vi.waitFor(() => expect(handled.length).toBeGreaterThanOrEqual(120), patience);
      });
      for (const subject of ['a', 'b', 'c']) {
        const expected = Array.from({ length: 40 }, (_, place) => `${subject} ${place}`);
        expect(handled.filter((each) => each.startsWith(subject))).toEqual(expected);
      }
    });

    if (kind === 'nats')
      it('reports that it is unavailable, and continues when it is available again', async () => {
        const bus = open();
        const reader = bus.openReader(['PetSold']);
        await bus.publish('shop', [stored('pet-1', 'ord_1')]);
        const { place } = await readAll(reader, 1);
        await server?.stop();
        const second = stored('pet-1', 'ord_2');
        await expect(bus.publish('shop', [second])).rejects.toMatchObject({ code: 'event-bus-unavailable' });
        await server?.start();
        await vi.waitFor(() => bus.publish('shop', [second]), patience);
        expect(ordersOf((await readAll(reader, 1, { from: place })).events)).toEqual(['ord_2']);
      });
  });
});
