import { withInteraction } from '@petstore/chassis/correlation';
import {
  appendEvents,
  createOutboxRelay,
  createPostgresBus,
  migrateMessaging,
  registerHandledEventsRoute,
} from '@petstore/chassis/events';
import { createHttpServer, type HttpServer } from '@petstore/chassis/http';
import { type RunningService, startService } from '@petstore/chassis/lifecycle';
import { createLogger } from '@petstore/chassis/logging';
import { createMetrics } from '@petstore/chassis/metrics';
import { migrateService } from '@petstore/chassis/migration';
import { createPool, inTransaction, type Pool, unnamedStatement } from '@petstore/chassis/postgres';
import { createTestDatabase, createTestEventLog, type TestDatabase } from '@petstore/chassis/testing';
import { systemClock } from '@petstore/chassis/time';
import type { NewEvent } from '@petstore/contracts/events';
import { headers, type Journey } from '@petstore/contracts/http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { defineAnalytics } from './service.ts';
import { orderLifecycleEvents } from './testing/order-lifecycle-events.ts';

const waitOptions = { timeout: 20_000, interval: 20 };
let databases: { own: TestDatabase; shop: TestDatabase; events: TestDatabase };
let pools: { shop: Pool; events: Pool };
let service: RunningService;
/** Another consumer, whose inbox analytics cannot read. */
let advisor: HttpServer;

const open = (connection: TestDatabase['service']) =>
  createPool({ connection, applicationName: 'test', onError: () => undefined });

beforeAll(async () => {
  const own = await createTestDatabase({ name: 'analytics' });
  const shop = await createTestDatabase({ name: 'shop' });
  const events = await createTestEventLog();
  databases = { own, shop, events };
  const pg = (connection: TestDatabase['owner'], prefix = '') => ({
    [`${prefix}PGHOST`]: connection.host,
    [`${prefix}PGPORT`]: String(connection.port),
    [`${prefix}PGDATABASE`]: connection.database,
    [`${prefix}PGUSER`]: connection.user,
    [`${prefix}PGPASSWORD`]: connection.password,
  });
  const migrationsDirectory = new URL('./migrations/', import.meta.url);
  await migrateService({
    name: 'analytics',
    environment: { ...pg(own.owner), SERVICE_ROLE: own.service.user, LOG_LEVEL: 'warn' },
    migrationsDirectory,
    messaging: true,
  });
  await migrateMessaging({ connection: shop.owner, log: createLogger({ service: 'test', level: 'warn' }) });
  pools = { shop: open(shop.service), events: open(events.service) };
  advisor = createHttpServer({
    service: 'ml-pet-advisor',
    logger: createLogger({ service: 'test', level: 'silent' }),
    metrics: createMetrics(),
    clock: systemClock,
    recordRequest: () => undefined,
  });
  registerHandledEventsRoute(advisor, { database: pools.shop, consumers: ['knowledge'] });
  const environment = {
    ML_PET_ADVISOR_URL: await advisor.listen({ port: 0, host: '127.0.0.1' }),
    ...pg(own.service),
    ...pg(events.service, 'EVENTS_'),
    PORT: '0',
    LOG_LEVEL: 'silent',
  };
  service = await startService({ ...defineAnalytics(environment), handlesSignals: false });
});

afterAll(async () => {
  await service?.stop();
  await advisor?.close();
  await pools?.shop.close();
  await pools?.events.close();
  for (const database of Object.values(databases ?? {})) await database.drop();
});

/** Publishes events through an outbox, all caused by one message. */
async function publish(
  correlationId: string,
  messageId: string,
  newEvents: readonly NewEvent[],
): Promise<void> {
  const relay = createOutboxRelay({
    service: 'petstore-domain',
    database: pools.shop,
    bus: createPostgresBus(pools.events),
    logger: createLogger({ service: 'test', level: 'silent' }),
    metrics: createMetrics(),
    clock: systemClock,
  });
  const recorded = await withInteraction({ correlationId, messageId }, () =>
    inTransaction(pools.shop, (transaction) => appendEvents(transaction, newEvents)),
  );
  const ending = new AbortController();
  const running = relay.run(ending.signal);
  const isLogged = unnamedStatement(
    `select from event_log where message_id = '${recorded.at(-1)?.messageId}'`,
  );
  await vi.waitFor(async () => expect((await pools.events.query(isLogged)).rowCount).toBe(1), waitOptions);
  ending.abort();
  await running;
}

async function get<Body>(path: string, correlationId = 'reader'): Promise<{ status: number; body: Body }> {
  const response = await fetch(`${service.url}${path}`, {
    headers: { [headers.correlationId]: correlationId },
  });
  return { status: response.status, body: (await response.json()) as Body };
}

describe('business figures', () => {
  it('reflect the events of an order from the cart to a refund', async () => {
    const before = new Date().toISOString();
    await publish('journey-1', 'request-1', orderLifecycleEvents);
    await vi.waitFor(
      async () => expect((await get('/orders/ord_2')).body).toMatchObject({ status: 'cancelled' }),
      waitOptions,
    );

    expect((await get('/orders/ord_1')).body).toMatchObject({
      customerId: 'customer-001',
      correlationId: 'journey-1',
      status: 'delivered',
      total: { amountMinor: 1_999, currency: 'USD' },
      capturedMinor: 1_999,
      refundedMinor: 500,
      deliveredAt: expect.any(String),
      cancelledAt: null,
    });
    const summary = (await get(`/business/summary?from=${before}`)).body;
    expect(summary).toMatchObject({
      window: { from: before, to: null },
      orders: {
        placed: 2,
        accepted: 1,
        delivered: 1,
        cancelled: 1,
        cancelledByCode: { 'payment-declined': 1 },
      },
      revenue: [{ currency: 'USD', orders: 1, capturedMinor: 1_999, refundedMinor: 500, netMinor: 1_499 }],
      funnel: {
        views: 1,
        cartsOpened: 2,
        cartsOrdered: 1,
        cartsCleared: 1,
        cartsAbandoned: 0,
        conversion: 0.5,
        abandonment: 0,
      },
      payments: { authorized: 1, declined: 0, captured: 1, voided: 0, refunds: 1 },
      variants: [{ variant: null, listsServed: 1, customers: 1, purchases: 1 }],
    });
    expect((await get(`/business/summary?to=${before}`)).body).toMatchObject({
      orders: { placed: 0 },
      revenue: [],
    });
  });

  it('are the same when they are rebuilt from the event log', async () => {
    const owner = open(databases.own.owner);
    const execute = <Row>(sql: string) => owner.query(unnamedStatement<Row>(sql));
    const tables = (
      await execute<{ name: string }>(
        `select relname as name from pg_class
         where relkind = 'r' and relnamespace = 'public'::regnamespace and relname not in ('outbox', 'outbox_cursor', 'dead_letters', 'leader')`,
      )
    ).rows.map(({ name }) => name);
    const models = tables.filter((name) => !['inbox', 'consumer_offset'].includes(name));
    expect(models).toContain('orders');
    const read = async () => {
      const rows = models.map(async (name) =>
        (await execute<{ row: string }>(`select t::text as row from ${name} as t`)).rows
          .map(({ row }) => row)
          .toSorted(),
      );
      return Object.fromEntries((await Promise.all(rows)).map((each, index) => [models[index], each]));
    };
    try {
      const live = await read();
      await execute(`truncate ${tables.join(', ')} restart identity`);
      expect((await read())['orders']).toEqual([]);
      await vi.waitFor(async () => expect(await read()).toEqual(live), waitOptions);
    } finally {
      await owner.close();
    }
  });

  it('answer 404 for an order without events', async () => {
    expect(await get('/orders/ord_unknown')).toMatchObject({
      status: 404,
      body: { code: 'order-not-found' },
    });
  });

  it.each([
    'from=yesterday',
    'from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z',
    'from=2026-12-31T23:59:60Z',
    'since=2026-01-01T00:00:00Z',
  ])('refuse the window %s', async (query) => {
    expect((await get(`/business/summary?${query}`)).status).toBe(400);
  });
});

describe('journeys', () => {
  it('contain the requests and events of one correlation id with their causes', async () => {
    const correlationId = 'journey-2';
    expect((await get('/orders/ord_unknown', correlationId)).status).toBe(404);
    const journeyOf = async () => (await get<Journey>(`/journeys/${correlationId}`)).body;
    await vi.waitFor(async () => expect((await journeyOf()).messages).toHaveLength(1), waitOptions);
    const [root] = (await journeyOf()).messages;
    expect(root).toMatchObject({
      kind: 'request',
      name: 'GET /orders/{orderId}',
      from: 'client',
      to: 'analytics',
      status: 404,
    });

    await publish(correlationId, root?.messageId ?? '', [
      {
        type: 'CartItemPut',
        subject: 'customer-009',
        data: { customerId: 'customer-009', sku: 'fish', quantity: 1 },
      },
    ]);
    const journey = await journeyOf();
    expect(journey.messages.at(-1)).toMatchObject({
      kind: 'event',
      name: 'CartItemPut',
      causationId: root?.messageId,
    });
    expect(journey).toMatchObject({
      correlationId,
      roots: [root?.messageId],
      orphans: [],
      customerIds: ['customer-009'],
    });
  });

  it('name who handled each event and when, and which consumer is unreachable', async () => {
    const correlationId = 'journey-3';
    await publish(correlationId, 'request-3', [
      {
        type: 'CartItemPut',
        subject: 'customer-008',
        data: { customerId: 'customer-008', sku: 'fish', quantity: 1 },
      },
    ]);
    const journeyOf = async () => (await get<Journey>(`/journeys/${correlationId}`)).body;
    const eventOf = async () => (await journeyOf()).messages.find(({ kind }) => kind === 'event');
    const byAnalytics = { service: 'analytics', at: expect.stringMatching(/^2\d{3}-.*Z$/) };
    await vi.waitFor(async () => expect((await eventOf())?.handledBy).toEqual([byAnalytics]), waitOptions);
    expect(await journeyOf()).not.toHaveProperty('consumersUnreachable');

    const { messageId } = (await eventOf()) ?? {};
    const note = `insert into inbox (consumer, message_id, handled_at) values ('knowledge', '${messageId}', '2026-01-02T03:04:05.678Z')`;
    await pools.shop.query(unnamedStatement(note));
    const byAdvisor = { service: 'ml-pet-advisor', at: '2026-01-02T03:04:05.678Z' };
    expect((await eventOf())?.handledBy).toEqual([byAdvisor, byAnalytics]);

    await advisor.close();
    const journey = await journeyOf();
    expect(journey.consumersUnreachable).toEqual(['ml-pet-advisor']);
    expect(journey.messages.find(({ kind }) => kind === 'event')?.handledBy).toEqual([byAnalytics]);
  });

  it('answer 404 when nothing is recorded within the retention', async () => {
    expect(await get('/journeys/unused')).toMatchObject({
      status: 404,
      body: { code: 'journey-not-found' },
    });
    const owner = open(databases.events.owner);
    await owner.query(
      unnamedStatement(`insert into event_log (message_id, source, type, subject, data_version, data, correlation_id, occurred_at, published_at)
        values ('old', 's', 'T', 'x', 1, '{}', 'old-journey', now(), now() - interval '25 hours')`),
    );
    await owner.close();
    expect((await get('/journeys/old-journey')).status).toBe(404);
  });

  it('refuse an invalid correlation id', async () => {
    expect((await get('/journeys/no%20id')).status).toBe(400);
  });
});
