import { randomUUID } from 'node:crypto';
import { withInteraction } from '@petstore/chassis/correlation';
import { unnamedStatement } from '@petstore/chassis/postgres';
import { type CountingPool, createCountingPool } from '@petstore/chassis/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readCart } from './cart/cart-store.ts';
import { putItem } from './cart/put-item.ts';
import { findPet, listPets } from './catalogue/pet-store.ts';
import { recordInteraction } from './interactions/register-interaction-routes.ts';
import { placeOrder } from './order-requests/place-order.ts';
import { anOrder, placingRules, startTestShop, type TestShop } from './testing/start-test-shop.ts';

const customerId = 'customer-001';
const petId = 'golden-retriever-001';

let shop: TestShop;
let database: CountingPool;
let sku: string;

beforeAll(async () => {
  shop = await startTestShop({ isRunning: false });
  const food = unnamedStatement<{ sku: string }>('select sku from product_variants order by sku limit 1');
  sku = (await shop.database.query(food)).rows[0]?.sku ?? '';
});
afterAll(() => shop.stop());
beforeEach(() => {
  database = createCountingPool(shop.database);
});

const asRequest = <Result>(work: () => Promise<Result>) =>
  withInteraction({ correlationId: randomUUID(), messageId: randomUUID() }, work);

const viewed = {
  customerId,
  interaction: 'view' as const,
  petId,
  sku: null,
  orderId: null,
  recommendationId: null,
};

/** What a request sends to the database; a statement without `begin` is a transaction of its own. */
describe('a request of a journey costs', () => {
  it('one statement for a list, a pet and a cart', async () => {
    await listPets(database, { isAvailable: true, afterId: null, limit: 20 });
    await findPet(database, petId);
    await readCart(database, customerId);
    expect(database.sent).toEqual(['list-available-pets', 'find-pet', 'read-cart']);
  });

  it('one statement for an interaction', async () => {
    await asRequest(() => recordInteraction(database, viewed));
    expect(database.sent).toEqual(['insert-interaction']);
  });

  it('two statements for a change of the cart', async () => {
    await asRequest(() => putItem(database, { customerId, sku, quantity: 2 }));
    await asRequest(() => putItem(database, { customerId, sku: petId, quantity: 1 }));
    expect(database.sent).toEqual(['see-cart', 'change-cart-item', 'see-cart', 'change-cart-item']);
  });

  it('one transaction for an order of pets and products', async () => {
    const request = { customerId, idempotencyKey: randomUUID(), correlationId: randomUUID(), body: anOrder };
    const placed = await asRequest(() => placeOrder(database, request, placingRules));
    expect(placed.answer.status).toBe(202);
    expect(database.sent).toEqual([
      'begin',
      'lock-idempotency-key',
      'find-idempotency-key',
      'lock-cart',
      'read-cart-to-order',
      'lock-stock',
      'reserve-stock',
      'place-order',
      'answer-idempotency-key',
      'commit',
    ]);
  });
});
