import { randomUUID } from 'node:crypto';
import { withInteraction } from '@petstore/chassis/correlation';
import { inTransaction, unnamedStatement } from '@petstore/chassis/postgres';
import type { Cart } from '@petstore/contracts/http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestShop, type TestShop } from '../testing/start-test-shop.ts';
import { changeCartItem, clearCart, lockCart, readCart, readCartAndItem } from './cart-store.ts';
import { itemPut, putItem } from './put-item.ts';

let shop: TestShop;
let skus: string[];

beforeAll(async () => {
  shop = await startTestShop({ isRunning: false });
  const food = unnamedStatement<{ sku: string }>('select sku from product_variants order by sku limit 12');
  skus = (await shop.database.query(food)).rows.map(({ sku }) => sku);
});
afterAll(() => shop.stop());

const asRequest = <Result>(work: () => Promise<Result>) =>
  withInteraction({ correlationId: randomUUID(), messageId: randomUUID() }, work);

const put = (customerId: string, sku: string, quantity = 1): Promise<Cart> =>
  asRequest(() => putItem(shop.database, { customerId, sku, quantity }));

async function eventsOf(customerId: string): Promise<number> {
  const sql = unnamedStatement(`select from outbox where type = 'CartItemPut' and subject = $1`);
  return (await shop.owner.query(sql, [customerId])).rowCount;
}

describe('changes of one cart', () => {
  it.each([
    ['a new cart', 'fresh', false],
    ['a cart with items', 'known', true],
  ])('at the same time all take effect, in %s', async (_which, customerId, isKnown) => {
    const [first = '', ...others] = skus;
    if (isKnown) await put(customerId, first);
    await Promise.all(others.map((sku) => put(customerId, sku)));
    const lines = await readCart(shop.database, customerId);
    expect(lines.map(({ sku }) => sku).toSorted()).toEqual((isKnown ? skus : others).toSorted());
    expect(await eventsOf(customerId)).toBe(lines.length);
  });

  it('see what their own change left', async () => {
    const [one = '', two = ''] = skus;
    await put('lone', one, 3);
    await put('lone', two);
    expect((await put('lone', one, 0)).items.map(({ sku, quantity }) => [sku, quantity])).toEqual([[two, 1]]);
    expect(await eventsOf('lone')).toBe(3);
  });

  it('are refused by the database if the cart was locked by an order since it was read', async () => {
    const [one = '', two = ''] = skus;
    const customerId = 'ordering';
    await put(customerId, one);
    const { version } = await readCartAndItem(shop.database, customerId, two);
    await inTransaction(shop.database, async (transaction) => {
      await lockCart(transaction, customerId);
      clearCart(transaction, customerId);
    });
    const data = { customerId, sku: two, quantity: 1 };
    const change = { ...data, version, event: itemPut(data) };
    expect(await asRequest(() => changeCartItem(shop.database, change))).toBe(false);
    expect([await readCart(shop.database, customerId), await eventsOf(customerId)]).toEqual([[], 1]);
  });
});
