import { unnamedStatement } from '@petstore/chassis/postgres';
import type { Order, Pet, Problem, Product, ProductVariant } from '@petstore/contracts/http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestShop, type TestCustomer, type TestShop } from '../testing/start-test-shop.ts';

let shop: TestShop;
let operator: TestCustomer;
let customer: TestCustomer;

beforeAll(async () => {
  shop = await startTestShop();
  operator = shop.customer('operator', ['operator']);
  customer = shop.customer('customer-001');
});
afterAll(() => shop.stop());

const guppy = {
  name: 'Flash',
  breedId: 'guppy',
  sex: 'male',
  bornOn: '2026-01-31',
  price: { amountMinor: 450, currency: 'USD' },
  description: 'A guppy in a hurry.',
};
const key = (value: string) => ({ headers: { 'idempotency-key': value } });

async function eventsOf(type: string, subject: string) {
  const sql = unnamedStatement<{ causation_id: string; data: object }>(
    'select causation_id, data from event_log where type = $1 and subject = $2',
  );
  return (await shop.events.query(sql, [type, subject])).rows;
}

async function someVariant(): Promise<ProductVariant> {
  const { body } = await customer.send<{ items: Product[] }>('GET', '/products?limit=1');
  const [variant] = body.items[0]?.variants ?? [];
  if (variant === undefined) throw new Error('the shop sells no product');
  return variant;
}

describe('listing a pet', () => {
  it.each(['2026-02-29', '0000-01-01'])('refuses %s, which is no date of the calendar', async (bornOn) => {
    const refused = await operator.send<Problem>('POST', '/pets', {
      body: { ...guppy, bornOn },
      headers: {},
    });
    expect(refused).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
  });

  it('makes it available, publishes the needs of its breed, and it can be bought', async () => {
    const requestId = crypto.randomUUID();
    const headers = { 'x-request-id': requestId };
    const listed = await operator.send<Pet>('POST', '/pets', { body: guppy, headers });
    expect(listed).toMatchObject({
      status: 201,
      body: {
        name: 'Flash',
        breed: { id: 'guppy' },
        category: 'fish',
        bornOn: '2026-01-31',
        status: 'available',
        price: guppy.price,
      },
    });
    const { id } = listed.body;
    expect(id).toMatch(/^pet_/);
    expect(listed.headers.get('location')).toBe(`/v1/pets/${id}`);
    expect((await customer.send('GET', `/pets/${id}`)).body).toEqual(listed.body);
    await vi.waitFor(
      async () => {
        expect(await eventsOf('PetListed', id)).toMatchObject([
          { causation_id: requestId, data: { petId: id, breed: 'Guppy', priceMinor: 450 } },
        ]);
      },
      { timeout: 20_000 },
    );
    const order: Order = await customer.order(id);
    await customer.waitFor(order, 'delivered');
  });

  it.each([
    [{ ...guppy, breedId: 'unicorn' }, 422, 'breed-unknown'],
    [{ ...guppy, bornOn: '2999-01-01' }, 422, 'pet-born-in-future'],
    [{ ...guppy, price: { amountMinor: 450, currency: 'JPY' } }, 422, 'currency-not-supported'],
    [{ ...guppy, bornOn: '31.01.2026' }, 400, 'invalid-request'],
    [{ ...guppy, bornOn: '2026-02-30' }, 400, 'invalid-request'],
    [{ ...guppy, price: { amountMinor: 0, currency: 'USD' } }, 400, 'invalid-request'],
    [{ ...guppy, price: { amountMinor: 4.5, currency: 'USD' } }, 400, 'invalid-request'],
    [{ ...guppy, sex: 'yes' }, 400, 'invalid-request'],
    [{ ...guppy, status: 'sold' }, 400, 'invalid-request'],
    [{ ...guppy, name: undefined }, 400, 'invalid-request'],
  ])('refuses %j', async (body, status, code) => {
    expect(await operator.send<Problem>('POST', '/pets', { body })).toMatchObject({ status, body: { code } });
  });

  it('happens once per key, and is refused for another pet under the same key', async () => {
    const first = await operator.send<Pet>('POST', '/pets', { body: guppy, ...key('list-1') });
    const again = await operator.send<Pet>('POST', '/pets', { body: guppy, ...key('list-1') });
    expect([again.status, again.body]).toEqual([201, first.body]);
    const other = await operator.send<Problem>('POST', '/pets', {
      body: { ...guppy, name: 'Dash' },
      ...key('list-1'),
    });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
  });
});

describe('adding stock', () => {
  it('adds to the stock, also while customers buy', async () => {
    const { sku, inStock } = await someVariant();
    const orders = [1, 2, 3].map(async (each) => {
      const buyer = shop.customer(`stock-buyer-${each}`);
      await buyer.waitFor(await buyer.order(sku, 2), 'delivered');
    });
    const added = [1, 2, 3, 4].map(() =>
      operator.send<ProductVariant>('POST', `/products/${sku}/stock`, { body: { quantity: 10 } }),
    );
    await Promise.all([...orders, ...added]);
    const [answer] = await Promise.all(added);
    expect(answer).toMatchObject({ status: 200, body: { sku, available: true } });
    expect((await someVariant()).inStock).toBe(inStock + 40 - 6);
    await vi.waitFor(async () => expect(await eventsOf('ProductRestocked', sku)).toHaveLength(4), {
      timeout: 20_000,
    });
    const metrics = await (await fetch(`${shop.url}/metrics`)).text();
    expect(metrics).toContain('petstore_restocked_items_total{kind="product"} 40');
  });

  it('happens once per key', async () => {
    const { sku, inStock } = await someVariant();
    const send = () =>
      operator.send<ProductVariant>('POST', `/products/${sku}/stock`, {
        body: { quantity: 7 },
        ...key('stock-1'),
      });
    const answers = [await send(), await send()];
    expect(answers.map(({ body }) => body.inStock)).toEqual([inStock + 7, inStock + 7]);
    expect((await someVariant()).inStock).toBe(inStock + 7);
  });

  it.each([
    ['no-such-sku', { quantity: 1 }, 404, 'item-not-found'],
    ['goldfish-004', { quantity: 1 }, 404, 'item-not-found'],
    ['any', { quantity: 0 }, 400, 'invalid-request'],
    ['any', { quantity: -3 }, 400, 'invalid-request'],
    ['any', { quantity: 1_000_000 }, 400, 'invalid-request'],
    ['any', {}, 400, 'invalid-request'],
  ])('of %s with %j is refused', async (sku, body, status, code) => {
    const answer = await operator.send<Problem>('POST', `/products/${sku}/stock`, { body });
    expect(answer).toMatchObject({ status, body: { code } });
  });

  it('is refused above the highest stock', async () => {
    const { sku } = await someVariant();
    await shop.owner.query(unnamedStatement('update product_variants set stock = 999999 where sku = $1'), [
      sku,
    ]);
    const answer = await operator.send<Problem>('POST', `/products/${sku}/stock`, { body: { quantity: 2 } });
    expect(answer).toMatchObject({ status: 422, body: { code: 'stock-too-high' } });
  });
});

describe('customers', () => {
  it.each([
    ['/pets', guppy],
    ['/products/any/stock', { quantity: 1 }],
  ])('may not restock by POST %s', async (path, body) => {
    expect(await customer.send<Problem>('POST', path, { body })).toMatchObject({
      status: 403,
      body: { code: 'operator-required' },
    });
    const anonymous = await fetch(`${shop.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(anonymous.status).toBe(401);
  });
});
