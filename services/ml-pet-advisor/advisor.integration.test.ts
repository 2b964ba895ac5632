import { fileURLToPath } from 'node:url';
import { appendEvents, createOutboxRelay, createPostgresBus } from '@petstore/chassis/events';
import { type RunningService, startService } from '@petstore/chassis/lifecycle';
import { createLogger } from '@petstore/chassis/logging';
import { createMetrics } from '@petstore/chassis/metrics';
import { migrateService } from '@petstore/chassis/migration';
import {
  createPool,
  inTransaction,
  type PgConnectionOptions,
  type Pool,
  statement,
} from '@petstore/chassis/postgres';
import { createTestDatabase, createTestEventLog, type TestDatabase } from '@petstore/chassis/testing';
import { systemClock } from '@petstore/chassis/time';
import type { NewEvent } from '@petstore/contracts/events';
import type { AdvisorResponse } from '@petstore/contracts/http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { defineAdvisor } from './service.ts';

/** Placed, and passed over by the consumer of a release that did not keep orders. */
const orderOfBefore = 'ord_01a00000-0000-7000-8000-000000000001';
const forgottenOrder = 'ord_019fffff-ffff-7fff-bfff-ffffffffffff';
const neverPlaced = 'ord_01a00000-0000-7000-8000-000000000002';

let advisor: RunningService;
let shop: Pool;
let log: Pool;
let wakeRelay: () => void;
const databases: TestDatabase[] = [];
const ending = new AbortController();
let relaying: Promise<void>;

function variables(prefix: string, connection: PgConnectionOptions): Record<string, string> {
  const { database, user, password } = connection;
  return { [`${prefix}PGDATABASE`]: database, [`${prefix}PGUSER`]: user, [`${prefix}PGPASSWORD`]: password };
}

function pool(connection: PgConnectionOptions): Pool {
  return createPool({ connection, applicationName: 'test', onError: () => undefined });
}

/** Publishes events as petstore-domain does, through an outbox. */
async function publish(...events: NewEvent[]): Promise<void> {
  await inTransaction(shop, (tx) => appendEvents(tx, events, { correlationId: 'shop', causationId: null }));
  wakeRelay();
}

const rex = {
  petId: 'beagle-001',
  name: 'Rex',
  category: 'dog',
  breedId: 'beagle',
  breed: 'Beagle',
  priceMinor: 90_000,
  currency: 'USD',
  activityLevel: 'high' as const,
  livingSituations: ['house' as const],
  experienceNeeded: 'novice' as const,
  careDifficulty: 2,
  goodWithChildren: true,
  groomingNeed: 'low',
  size: 'medium',
};

function listed(changes: Partial<typeof rex>): NewEvent {
  const data = { ...rex, ...changes };
  return { type: 'PetListed', subject: data.petId, data };
}

/** `buyer`'s order of the beagle. */
function orderPlaced(orderId: string): NewEvent {
  const line = { sku: rex.petId, kind: 'pet' as const, name: 'Rex', quantity: 1, unitPriceMinor: 90_000 };
  const total = { totalMinor: 90_000, currency: 'USD' };
  const data = {
    orderId,
    customerId: 'buyer',
    lines: [line],
    ...total,
    delivery: { name: 'Ada' },
    isFromCart: true,
  };
  return { type: 'OrderPlaced', subject: orderId, data };
}

const lastPlace = statement<{ transaction_id: string; position: number }>(
  'last-place',
  'select transaction_id, position from event_log order by transaction_id desc, position desc limit 1',
);
const passOver = statement(
  'pass-over',
  `insert into consumer_offset (consumer, transaction_id, position) values ('knowledge', $1::xid8, $2)`,
);

beforeAll(async () => {
  const own = await createTestDatabase({ name: 'advisor' });
  const shopDatabase = await createTestDatabase({ name: 'shop' });
  const events = await createTestEventLog();
  databases.push(own, shopDatabase, events);
  const server = { PGHOST: own.host, PGPORT: String(own.port), LOG_LEVEL: 'silent' };
  const migrationsDirectory = new URL('./migrations/', import.meta.url);
  const owner = { ...server, ...variables('', own.owner), SERVICE_ROLE: own.service.user };
  await migrateService({ name: 'ml-pet-advisor', environment: owner, migrationsDirectory, messaging: true });
  const shopOwner = {
    ...server,
    ...variables('', shopDatabase.owner),
    SERVICE_ROLE: shopDatabase.service.user,
  };
  const none = new URL(`file://${fileURLToPath(new URL('./knowledge/', import.meta.url))}`);
  await migrateService({ name: 'shop', environment: shopOwner, migrationsDirectory: none, messaging: true });
  shop = pool(shopDatabase.service);
  log = pool(events.service);
  const logger = createLogger({ service: 'shop', level: 'silent' });
  const relay = createOutboxRelay({
    service: 'shop',
    database: shop,
    bus: createPostgresBus(log),
    logger,
    metrics: createMetrics(),
    clock: systemClock,
  });
  wakeRelay = () => relay.wake();
  relaying = relay.run(ending.signal);
  const environment = {
    ...server,
    ...variables('', own.service),
    ...variables('EVENTS_', events.service),
    PORT: '0',
  };
  await publish(orderPlaced(orderOfBefore));
  const place = await vi.waitFor(async () => {
    const { rows } = await log.query(lastPlace);
    expect(rows).toHaveLength(1);
    return rows[0];
  });
  const advisorDatabase = pool(own.service);
  await advisorDatabase.query(passOver, [place?.transaction_id, place?.position]);
  await advisorDatabase.close();
  advisor = await startService({ ...defineAdvisor(environment), handlesSignals: false });
});

afterAll(async () => {
  await advisor.stop();
  ending.abort();
  await relaying;
  await shop.close();
  await log.close();
  for (const database of databases) await database.drop();
});

async function ask(body: object): Promise<AdvisorResponse> {
  const response = await fetch(`${advisor.url}/recommendations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-correlation-id': 'visit-1' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as AdvisorResponse;
}

const petIdsOf = (response: AdvisorResponse) => response.recommendations.map((entry) => entry.pet_id);

/** Reports that `buyer` bought the beagle. */
async function givePurchase(named: { order_id?: string; customer_id?: string; pet_id?: string }) {
  const response = await fetch(`${advisor.url}/feedback`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ customer_id: 'buyer', pet_id: 'beagle-001', type: 'purchase', ...named }),
  });
  const body = (await response.json()) as { message_id?: string };
  return { status: response.status, body };
}

async function acceptedExposures(): Promise<number | undefined> {
  const response = await fetch(`${advisor.url}/analytics/model-performance`);
  const body = (await response.json()) as { models: { online: { accepted: number } }[] };
  return body.models[0]?.online.accepted;
}

async function isHandled(messageId = ''): Promise<boolean> {
  const response = await fetch(`${advisor.url}/handled-events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messageIds: [messageId] }),
  });
  const { items } = (await response.json()) as { items: object[] };
  return items.length > 0;
}

describe('the advisor', () => {
  it('is not ready until a pet is known, with the reason', async () => {
    const ready = await fetch(`${advisor.url}/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.text()).toContain('No pet is known yet');
    expect((await fetch(`${advisor.url}/recommend/user/anyone`)).status).toBe(503);
    await publish(
      listed({}),
      listed({
        petId: 'persian-cat-002',
        name: 'Luna',
        category: 'cat',
        breedId: 'persian',
        breed: 'Persian',
      }),
      listed({ petId: 'poodle-001', name: 'Coco', breedId: 'poodle', breed: 'Poodle', priceMinor: 250_000 }),
    );
    await expect
      .poll(async () => (await fetch(`${advisor.url}/ready`)).status, { timeout: 10_000 })
      .toBe(200);
  });

  it('answers the curl command of the README for an unknown customer with a fallback', async () => {
    await expect
      .poll(async () => petIdsOf(await ask({ customer_id: 'x' })).length, { timeout: 10_000 })
      .toBe(3);
    const response = await fetch(`${advisor.url}/recommend/user/123?limit=2`);
    const body = (await response.json()) as AdvisorResponse;
    expect([body.fallback_used, body.recommendations.length]).toEqual([true, 2]);
  });

  it('follows the stated preferences and explains the choice', async () => {
    const response = await ask({
      customer_id: 'customer-001',
      preferences: { pet_types: ['dogs'], budget_range: [0, 1_000] },
      exclude_pets: [],
      max_recommendations: 1,
    });
    expect(response.fallback_used).toBe(false);
    expect(response.recommendations[0]).toMatchObject({
      pet_id: 'beagle-001',
      match_factors: { category_match: 1 },
    });
    expect(response.recommendations[0]?.reasoning).toContain('you asked for a dog');
    expect(response.recommendations[0]?.alternative_suggestions).toEqual(['poodle-001']);
  });

  it('recommends neither excluded nor reserved pets, and a released pet again', async () => {
    expect(petIdsOf(await ask({ customer_id: 'c', exclude_pets: ['poodle-001'] }))).not.toContain(
      'poodle-001',
    );
    const reserved = { petId: 'poodle-001', orderId: 'ord_1', expiresAt: new Date().toISOString() };
    await publish({ type: 'PetReserved', subject: 'poodle-001', data: reserved });
    await expect.poll(async () => petIdsOf(await ask({ customer_id: 'c' }))).not.toContain('poodle-001');
    const released = { petId: 'poodle-001', orderId: 'ord_1', reason: 'cancelled' };
    await publish({ type: 'PetReleased', subject: 'poodle-001', data: released });
    await expect.poll(async () => petIdsOf(await ask({ customer_id: 'c' }))).toContain('poodle-001');
  });

  it('states the measured acceptance rate as confidence', async () => {
    const before = await ask({
      customer_id: 'buyer',
      preferences: { pet_types: ['cat'] },
      max_recommendations: 1,
    });
    await publish({
      type: 'CartItemPut',
      subject: 'buyer',
      data: { customerId: 'buyer', sku: 'persian-cat-002', quantity: 1 },
    });
    await expect.poll(acceptedExposures).toBe(1);
    const after = await ask({
      customer_id: 'next',
      preferences: { pet_types: ['cat'] },
      max_recommendations: 1,
    });
    const [first, second] = [before, after].map((list) => list.recommendations[0]?.confidence_score ?? 0);
    expect(second).toBeGreaterThan(first ?? 1);
  });

  it('publishes feedback as an event that is counted once', async () => {
    const { recommendation_id } = await ask({ customer_id: 'fan', max_recommendations: 3 });
    const feedback = { customer_id: 'fan', pet_id: 'beagle-001', type: 'add-to-cart', recommendation_id };
    const send = () =>
      fetch(`${advisor.url}/feedback`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(feedback),
      });
    expect((await send()).status).toBe(202);
    expect((await send()).status).toBe(202);
    const summary = async () => (await fetch(`${advisor.url}/analytics/summary`)).json();
    await expect
      .poll(summary)
      .toMatchObject({ model_performance: { models: [{ online: { accepted: 2 } }] }, a_b_testing: null });
  });

  it('accepts feedback with an order of the customer, and refuses another order after reading the log', async () => {
    await publish(orderPlaced('ord_1'));
    const purchase = await vi.waitFor(async () => {
      const answer = await givePurchase({ order_id: 'ord_1' });
      expect(answer).toMatchObject({ status: 202 });
      return answer;
    });
    const refused = { status: 422, body: { code: 'feedback-order-unknown' } };
    expect(await givePurchase({ order_id: 'ord_2' })).toMatchObject(refused);
    expect(await givePurchase({ order_id: 'ord_1', customer_id: 'stranger' })).toMatchObject(refused);
    expect(await givePurchase({ order_id: 'ord_1', pet_id: 'persian-001' })).toMatchObject(refused);
    await expect.poll(() => isHandled(purchase.body.message_id)).toBe(true);
  });

  it('accepts a purchase without an order as feedback and counts no acceptance', async () => {
    await ask({ customer_id: 'buyer' });
    const before = (await acceptedExposures()) ?? 0;
    const claimed = await givePurchase({});
    expect(claimed.status).toBe(202);
    await expect.poll(() => isHandled(claimed.body.message_id)).toBe(true);
    expect(await acceptedExposures()).toBe(before);
    expect((await givePurchase({ order_id: 'ord_1' })).status).toBe(202);
    await expect.poll(acceptedExposures).toBe(before + 1);
  });

  it('knows the orders that are in the log from before it kept orders', async () => {
    await ask({ customer_id: 'buyer' });
    const before = (await acceptedExposures()) ?? 0;
    expect((await givePurchase({ order_id: orderOfBefore })).status).toBe(202);
    await expect.poll(acceptedExposures).toBe(before + 1);
    expect(await givePurchase({ order_id: orderOfBefore, pet_id: 'persian-001' })).toMatchObject({
      status: 422,
    });
    expect(await givePurchase({ order_id: neverPlaced })).toMatchObject({ status: 422 });
  });

  it('accepts an order that the log may have forgotten, without counting it', async () => {
    await ask({ customer_id: 'buyer' });
    const before = (await acceptedExposures()) ?? 0;
    const claimed = await givePurchase({ order_id: forgottenOrder });
    expect(claimed.status).toBe(202);
    await expect.poll(() => isHandled(claimed.body.message_id)).toBe(true);
    expect(await acceptedExposures()).toBe(before);
  });

  it.each([
    ['no customer', {}],
    ['a customer that is no text', { customer_id: 7 }],
    ['a list that is too long', { customer_id: 'c', max_recommendations: 51 }],
    ['a field that does not exist', { customer_id: 'c', nonsense: true }],
    ['a budget of one number', { customer_id: 'c', preferences: { budget_range: [1] } }],
  ])('refuses %s', async (_title, body) => {
    const response = await fetch(`${advisor.url}/recommendations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(400);
  });

  it('serves metrics as Prometheus text, and as JSON if requested', async () => {
    expect(await (await fetch(`${advisor.url}/metrics`)).text()).toContain('petstore_recommendations_total{');
    const json = await fetch(`${advisor.url}/metrics`, { headers: { accept: 'Application/JSON' } });
    expect(await json.json()).toHaveProperty('models');
  });
});
