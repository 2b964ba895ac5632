import { claimKey } from '@petstore/chassis/idempotency';
import { inTransaction, unnamedStatement } from '@petstore/chassis/postgres';
import type { Order, Problem } from '@petstore/contracts/http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anOrder, startTestShop, type TestCustomer, type TestShop } from '../testing/start-test-shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop();
});
afterAll(() => shop.stop());

const food = 'select sku from product_variants order by sku limit 1';

async function customerWithCart(id: string): Promise<TestCustomer> {
  const customer = shop.customer(id);
  const { rows } = await shop.database.query(unnamedStatement<{ sku: string }>(food));
  await customer.send('PUT', `/cart/items/${rows[0]?.sku}`, { body: { quantity: 1 } });
  return customer;
}

const place = (customer: TestCustomer, key: string | null, body: unknown = anOrder) =>
  customer.send<Order & Omit<Problem, 'status'>>('POST', '/orders', {
    body,
    headers: key === null ? {} : { 'idempotency-key': key },
  });

async function countOrders(customer: TestCustomer): Promise<number> {
  const { body } = await customer.send<{ items: Order[] }>('GET', '/orders?limit=100');
  return body.items.length;
}

describe('placing an order under an idempotency key', () => {
  it.each([
    ['absent', null, 'idempotency-key-missing'],
    ['longer than 255 characters', 'k'.repeat(256), 'idempotency-key-invalid'],
  ])('refuses a key that is %s', async (_, key, code) => {
    const customer = await customerWithCart('key-checker');
    expect(await place(customer, key)).toMatchObject({ status: 400, body: { code } });
    expect(await countOrders(customer)).toBe(0);
  });

  it('answers a repeated request with the same status, location and body, and places no second order', async () => {
    const customer = await customerWithCart('key-repeater');
    const first = await place(customer, 'again');
    await customer.waitFor(first.body, 'delivered');
    const second = await place(customer, 'again');
    expect(first.status).toBe(202);
    expect(first.headers.get('location')).toBe(`/v1/orders/${first.body.id}`);
    expect([second.status, second.body]).toEqual([first.status, first.body]);
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect(await countOrders(customer)).toBe(1);
  });

  it('refuses the key with another body', async () => {
    const customer = await customerWithCart('key-changer');
    await place(customer, 'other');
    const other = { ...anOrder, payment: { cardToken: 'tok_other' } };
    expect(await place(customer, 'other', other)).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    });
  });

  it('accepts the same body with its fields in another order', async () => {
    const customer = await customerWithCart('key-sorter');
    const first = await place(customer, 'sorted');
    const { delivery, payment } = anOrder;
    const turned = Object.fromEntries(Object.entries(delivery).reverse());
    const second = await place(customer, 'sorted', { delivery: turned, payment });
    expect(second.body).toEqual(first.body);
  });

  it('places one order for fifty concurrent requests', async () => {
    const customer = await customerWithCart('key-hammer');
    const answers = await Promise.all(Array.from({ length: 50 }, () => place(customer, 'hammer')));
    const placed = answers.filter(({ status }) => status === 202);
    expect(placed.length).toBeGreaterThan(0);
    expect(new Set(placed.map(({ body }) => body.id)).size).toBe(1);
    const rest = answers.filter(({ status }) => status !== 202);
    expect(rest.filter(({ status, body }) => status !== 409 || body.code !== 'request-in-flight')).toEqual(
      [],
    );
    expect(await countOrders(customer)).toBe(1);
  });

  it('reports that the first request is still in progress', async () => {
    const customer = await customerWithCart('key-waiter');
    const owner = { scope: 'POST /orders key-waiter', key: 'slow' };
    await inTransaction(shop.database, async (transaction) => {
      await claimKey(transaction, { ...owner, requestHash: 'another' });
      expect(await place(customer, 'slow')).toMatchObject({
        status: 409,
        body: { code: 'request-in-flight' },
      });
    });
    expect((await place(customer, 'slow')).status).toBe(202);
  });

  it('keeps equal keys of two customers apart', async () => {
    const first = await place(await customerWithCart('key-owner-1'), 'shared');
    const second = await place(await customerWithCart('key-owner-2'), 'shared');
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(first.body.id).not.toBe(second.body.id);
  });

  it('repeats a refusal although the cart was filled since', async () => {
    const customer = shop.customer('key-refused');
    const refused = await place(customer, 'too-early');
    expect(refused).toMatchObject({ status: 422, body: { code: 'cart-empty' } });
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    await customerWithCart('key-refused');
    const again = await place(customer, 'too-early');
    expect([again.status, again.body]).toEqual([422, refused.body]);
    expect((await place(customer, 'in-time')).status).toBe(202);
  });

  it('forgets a key after its retention of one day', async () => {
    const customer = await customerWithCart('key-forgotten');
    const first = await place(customer, 'old');
    await shop.owner.query(
      unnamedStatement(
        `update idempotency_keys set created_at = now() - interval '24 hours 1 second' where key = 'old'`,
      ),
    );
    await customerWithCart('key-forgotten');
    const second = await place(customer, 'old');
    expect(second.status).toBe(202);
    expect(second.body.id).not.toBe(first.body.id);
  });

  it('stores no trace of the card token', async () => {
    const { rows } = await shop.owner.query(
      unnamedStatement(
        `select 1 from idempotency_keys where body like '%tok\\_%' or request_hash like '%tok\\_%'`,
      ),
    );
    expect(rows).toEqual([]);
  });
});
