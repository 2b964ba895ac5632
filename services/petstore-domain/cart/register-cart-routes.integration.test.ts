import { unnamedStatement } from '@petstore/chassis/postgres';
import type { Cart, Pet, Problem } from '@petstore/contracts/http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestShop, type TestShop } from '../testing/start-test-shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop();
});
afterAll(() => shop.stop());

const eventsOf = async (type: string, subject: string) => {
  const sql = unnamedStatement<{ message_id: string; data: object }>(
    'select message_id, data from event_log where type = $1 and subject = $2 order by position',
  );
  return (await shop.events.query(sql, [type, subject])).rows;
};

describe('a cart', () => {
  it('holds the items that its customer adds, at catalogue prices, and publishes them as events', async () => {
    const customer = shop.customer('cart-owner');
    const { body: pet } = await customer.send<Pet>('GET', '/pets/golden-retriever-001');
    const { body: cart } = await customer.send<Cart>('PUT', '/cart/items/golden-retriever-001', { body: {} });
    expect(cart).toMatchObject({ customerId: 'cart-owner', total: pet.price, items: [{ quantity: 1 }] });
    expect((await customer.send<Cart>('GET', '/cart')).body).toEqual(cart);
    const [event] = await vi.waitFor(async () => {
      const events = await eventsOf('CartItemPut', 'cart-owner');
      expect(events).toHaveLength(1);
      return events;
    });
    expect(event?.data).toEqual({ customerId: 'cart-owner', sku: 'golden-retriever-001', quantity: 1 });
  });

  it('removes an item at quantity 0 and all items on DELETE', async () => {
    const customer = shop.customer('cart-changer');
    await customer.send('PUT', '/cart/items/golden-retriever-001', { body: { quantity: 1 } });
    await customer.send('PUT', '/cart/items/goldfish-004', { body: { quantity: 1 } });
    const { body } = await customer.send<Cart>('PUT', '/cart/items/goldfish-004', { body: { quantity: 0 } });
    expect(body.items.map(({ sku }) => sku)).toEqual(['golden-retriever-001']);
    expect((await customer.send('DELETE', '/cart')).status).toBe(204);
    expect((await customer.send<Cart>('GET', '/cart')).body.items).toEqual([]);
  });

  it.each([
    ['/cart/items/no-such-sku', {}, 404, 'item-not-found'],
    ['/cart/items/goldfish-004', { quantity: 2 }, 422, 'pet-is-unique'],
    ['/cart/items/goldfish-004', { quantity: -1 }, 400, 'invalid-request'],
    ['/cart/items/goldfish-004', { quantity: '1' }, 400, 'invalid-request'],
    ['/cart/items/goldfish-004', { quantity: 1, price: 1 }, 400, 'invalid-request'],
  ])('answers PUT %s %j with %i %s', async (path, body, status, code) => {
    const answer = await shop.customer('cart-breaker').send<Problem>('PUT', path, { body });
    expect(answer).toMatchObject({ status, body: { code } });
  });
});
