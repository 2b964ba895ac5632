import { inTransaction, unnamedStatement } from '@petstore/chassis/postgres';
import type { Order } from '@petstore/contracts/http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { anOrder, startTestShop, type TestShop } from '../testing/start-test-shop.ts';
import type { ReservationItem } from './reservation-item.ts';
import { releaseReservation, reserveItems } from './reservation-store.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop();
});
afterAll(() => shop.stop());

describe('customers who want the same pet at the same time', () => {
  it('lets exactly one of twenty have it, and tells the others', async () => {
    const pet = 'cockatiel-003';
    const customers = Array.from({ length: 20 }, (_, index) => shop.customer(`racer-${index}`));
    for (const customer of customers) await customer.send('PUT', `/cart/items/${pet}`, { body: {} });
    const placed = await Promise.all(
      customers.map((customer) =>
        customer.send<Order>('POST', '/orders', {
          body: anOrder,
          headers: { 'idempotency-key': crypto.randomUUID() },
        }),
      ),
    );
    const refused = placed.filter(({ status }) => status === 409);
    const accepted = placed.filter(({ status }) => status === 202);
    expect(refused.length + accepted.length).toBe(20);
    expect(accepted.length).toBeGreaterThan(0);
    const outcomes = await vi.waitFor(
      async () => {
        const orders = await Promise.all(
          accepted.map(({ body }) => shop.customer(body.customerId).send<Order>('GET', `/orders/${body.id}`)),
        );
        const ends = orders.map(({ body }) => body.cancellation?.code ?? body.status).sort();
        expect(ends.filter((end) => end !== 'delivered' && end !== 'item-unavailable')).toEqual([]);
        return ends;
      },
      { timeout: 30_000 },
    );
    expect(outcomes.filter((end) => end === 'delivered')).toHaveLength(1);
    const charged = [...shop.payments.payments.values()].filter(({ status }) => status === 'captured');
    expect(charged).toHaveLength(1);
  });
});

describe('the stock of products', () => {
  it('is never negative and comes back whole, whatever is reserved and released at once', async () => {
    const skus = ['race-a', 'race-b'];
    const opening = 5;
    const execute = (sql: string) => shop.owner.query(unnamedStatement<{ sku: string; stock: number }>(sql));
    await execute(`insert into products (id, name, brand, category, for_categories, description)
                   values ('race', 'Race', 'Race', 'food', '{}', '')`);
    await execute(`insert into product_variants (sku, product_id, place, label, price_minor, currency, stock)
                   select sku, 'race', 0, sku, 100, 'USD', ${opening} from unnest('{race-a,race-b}'::text[]) sku`);
    const quantities = fc.uniqueArray(
      fc.record({ sku: fc.constantFrom(...skus), quantity: fc.integer({ min: 1, max: 4 }) }),
      { selector: ({ sku }) => sku, minLength: 1 },
    );
    let orders = 0;

    async function reserve(wanted: readonly { sku: string; quantity: number }[]): Promise<string | null> {
      orders += 1;
      const orderId = `race-${orders}`;
      const items = wanted.map((each): ReservationItem => ({ ...each, kind: 'product' }));
      const reservation = await inTransaction(shop.database, (transaction) =>
        reserveItems(transaction, orderId, { items, seconds: 900 }),
      );
      return 'refused' in reservation ? null : orderId;
    }
    const release = (orderId: string) =>
      inTransaction(shop.database, (transaction) => releaseReservation(transaction, orderId, 'everything'));

    await fc.assert(
      fc.asyncProperty(fc.array(quantities, { minLength: 1, maxLength: 8 }), async (wishes) => {
        const held = (await Promise.all(wishes.map(reserve))).filter((orderId) => orderId !== null);
        const { rows } = await execute(
          `select v.sku, v.stock, v.stock + coalesce(sum(r.quantity), 0)::integer as whole
             from product_variants v left join reservations r on r.sku = v.sku and r.status = 'held'
            where v.product_id = 'race' group by v.sku order by v.sku`,
        );
        expect(rows.map(({ stock }) => stock).every((stock) => stock >= 0)).toBe(true);
        expect(rows).toMatchObject(skus.map((sku) => ({ sku, whole: opening })));
        await Promise.all([...held, ...held].map(release));
        const after = await execute(
          `select sku, stock from product_variants where product_id = 'race' order by sku`,
        );
        expect(after.rows).toEqual(skus.map((sku) => ({ sku, stock: opening })));
      }),
      { numRuns: 25 },
    );
  });

  it('reserves nothing of an order of which one item is missing', async () => {
    const items: ReservationItem[] = [
      { sku: 'golden-retriever-001', kind: 'pet', quantity: 1 },
      { sku: 'no-such-sku', kind: 'product', quantity: 1 },
    ];
    const reservation = await inTransaction(shop.database, (transaction) =>
      reserveItems(transaction, 'ord_partial', { items, seconds: 900 }),
    );
    expect(reservation).toEqual({ refused: 'item-unavailable', missing: ['no-such-sku'] });
    const { rows } = await shop.database.query(
      unnamedStatement(`select status from pets where id = 'golden-retriever-001'`),
    );
    expect(rows).toEqual([{ status: 'available' }]);
  });
});
