import { randomUUID } from 'node:crypto';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { natsMissing, startNatsServer, type TestNatsServer } from '../../testing/index.ts';
import { type MessagingFixture, openMessaging } from '../../testing/messaging.ts';
import { systemClock } from '../../time/index.ts';
import { createEventConsumer } from '../consumer/event-consumer.ts';
import { listLetters } from '../dead-letters/dead-letter-store.ts';
import type { EventBus } from '../event-bus.ts';
import { createNatsBus } from './create-nats-bus.ts';

const patience = { timeout: 30_000, interval: 20 };

describe.skipIf(natsMissing !== null)(natsMissing ?? 'a consumer of NATS', () => {
  let server: TestNatsServer;
  let outsider: NatsConnection;
  let messaging: MessagingFixture;
  let stream: string;
  const buses: EventBus[] = [];

  beforeAll(async () => {
    server = await startNatsServer();
    outsider = await connect({ servers: server.url });
  });
  afterAll(async () => {
    await outsider?.close();
    await server?.remove();
  });
  beforeEach(async () => {
    messaging = await openMessaging();
    stream = `test-${randomUUID()}`;
  });
  afterEach(async () => {
    for (const bus of buses.splice(0)) await bus.close();
    await messaging.close();
  });

  function open(): EventBus {
    const { logger, bus: record } = messaging;
    const bus = createNatsBus({ url: server.url, service: 'test', stream, keptHours: 1, logger, record });
    buses.push(bus);
    return bus;
  }

  const publish = (bus: EventBus, ...orderIds: readonly string[]) =>
    bus.publish(
      'shop',
      orderIds.map((orderId) => ({
        ...{ message_id: randomUUID(), type: 'PetSold', subject: orderId, data_version: 1 },
        ...{ data: { petId: 'pet', orderId }, correlation_id: 'journey', causation_id: null },
        ...{ traceparent: null, occurred_at: new Date() },
      })),
    );

  const handled: string[] = [];
  beforeEach(() => handled.splice(0));
  const consumerOf = (bus: EventBus) =>
    createEventConsumer({
      ...{ consumer: 'reports', bus, types: ['PetSold'], clock: systemClock },
      database: messaging.openDatabase(),
      handle: async (_transaction, event) => void handled.push(event.data.orderId),
      ...{ logger: messaging.logger, metrics: messaging.metrics },
    });

  it('dead-letters a message that cannot be decoded, and goes on', async () => {
    const bus = open();
    await publish(bus, 'first');
    const unreadable = [
      'no json',
      '[]',
      '{}',
      'null',
      '{"id":"1","type":"PetSold","source":"x","subject":"x","time":"never","dataversion":1,"correlationid":"c","data":{}}',
      '{"id":"1","type":"PetSold","source":"x","subject":"x","time":"2026-11-31T00:00:00Z","dataversion":1,"correlationid":"c","data":{}}',
      '{"id":"2","type":"PetSold","source":"x","subject":"x","time":"2026-01-02T03:04:05Z","dataversion":1,"correlationid":"c"}',
    ];
    for (const text of unreadable) outsider.publish(`${stream}.PetSold`, text);
    outsider.publish(`${stream}.SomethingElse`, 'no json');
    await outsider.flush();
    await publish(bus, 'last');
    await messaging.whileRunning([consumerOf(bus)], () =>
      // A batch with a failing event is handled again.
      vi.waitFor(() => expect([...new Set(handled)]).toEqual(['first', 'last']), patience),
    );
    const letters = await listLetters(messaging.database, { afterPosition: 0, most: 100 });
    expect(letters.map(({ event }) => event.data['unreadable'])).toEqual(unreadable);
    expect(new Set(letters.map(({ type }) => type))).toEqual(new Set(['PetSold']));
  });

  it('starts over when the stream was lost and created again', async () => {
    const bus = open();
    await publish(bus, 'one', 'two', 'three');
    const consumer = consumerOf(bus);
    await messaging.whileRunning([consumer], async () => {
      await vi.waitFor(() => expect(handled).toHaveLength(3), patience);
      await (await jetstreamManager(outsider)).streams.delete(stream);
      await vi.waitFor(() => publish(bus, 'four'), patience);
      await vi.waitFor(() => expect(handled).toContain('four'), patience);
    });
    expect(handled.toSorted()).toEqual(['four', 'one', 'three', 'two']);
  });

  it('starts over even if the new stream is longer', async () => {
    const bus = open();
    await publish(bus, 'one', 'two');
    await messaging.whileRunning([consumerOf(bus)], () =>
      vi.waitFor(() => expect(handled).toHaveLength(2), patience),
    );
    await (await jetstreamManager(outsider)).streams.delete(stream);
    const later = open();
    await publish(later, 'three', 'four', 'five', 'six');
    await messaging.whileRunning([consumerOf(later)], () =>
      vi.waitFor(() => expect(handled).toHaveLength(6), patience),
    );
    expect(handled.slice(2)).toEqual(['three', 'four', 'five', 'six']);
  });
});
