import { inTransaction, unnamedStatement } from '@petstore/chassis/postgres';
import type { Order } from '@petstore/contracts/http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anOrder, startTestShop, type TestShop } from '../testing/start-test-shop.ts';
import type { ReservationItem } from './decide-reservation.ts';
import { releaseReservation, reserveItems } from './reservation-store.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop();
});
afterAll(() => shop.stop());

describe('concurrent orders for the same pet', () => {
  it('succeed once out of twenty, and are refused with the reason otherwise', async () => {
    const pet = 'cockatiel-003';
    const customers = Array.from({ length: 20 }, (_, index) => shop.customer(`racer-${index}`));
    for (const customer of customers) await customer.send('PUT', `/cart/items/${pet}`, { body: {} });
    const placed = await Promise.all(
      customers.map((customer) =>
        customer.send<Order & { code?: string; detail?: string }>('POST', '/orders', {
          body: anOrder,
          headers: { 'idempotency-key': crypto.randomUUID() },
        }),
      ),
    );
    const [winner, ...others] = placed.sort((left, right) => left.status - right.status);
    expect(winner?.status).toBe(202);
    for (const { status, body } of others) {
      expect(status).toBe(409);
      expect(body).toMatchObject({ code: 'item-unavailable', detail: expect.stringContaining('Cockatiel') });
    }
    if (winner === undefined) throw new Error('no customer got the pet');
    await shop.customer(winner.body.customerId).waitFor(winner.body, 'delivered');
    const { rows } = await shop.owner.query(
      unnamedStatement<{ placed: number }>(
        `select count(*)::integer as placed from orders where customer_id like 'racer-%'`,
      ),
    );
    expect(rows).toEqual([{ placed: 1 }]);
    const charged = [...shop.payments.payments.values()].filter(({ status }) => status === 'captured');
    expect(charged).toHaveLength(1);
  });
});

describe('concurrent orders for several of the same items', () => {
  it('never deadlock, whatever the sequence of their items', async () => {
    const deadlocks = async () =>
      (
        await shop.owner.query(
          unnamedStatement<{ deadlocks: number }>(
            'select deadlocks::integer from pg_stat_database where datname = current_database()',
          ),
        )
      ).rows[0]?.deadlocks;
    const before = await deadlocks();
    const { rows } = await shop.owner.query(
      unnamedStatement<{ sku: string }>(
        `(select id as sku from pets where status = 'available' and id like 'guppy-%' order by id limit 4)
         union all (select sku from product_variants order by sku limit 3)`,
      ),
    );
    const skus = rows.map(({ sku }) => sku);
    const wishes = Array.from({ length: 24 }, (_, index) => {
      const turned = [...skus.slice(index % skus.length), ...skus.slice(0, index % skus.length)];
      return (index % 2 === 0 ? turned : turned.reverse()).slice(0, 2 + (index % 4));
    });
    const placed = await Promise.all(
      wishes.map((wish, index) =>
        shop.customer(`circler-${index}`).send<Order>('POST', '/orders', {
          body: { ...anOrder, items: wish.map((sku) => ({ sku })) },
          headers: { 'idempotency-key': crypto.randomUUID() },
        }),
      ),
    );
    expect(placed.filter(({ status }) => status !== 202 && status !== 409)).toEqual([]);
    for (const { body } of placed.filter(({ status }) => status === 202)) {
      await shop.customer(body.customerId).waitFor(body, 'delivered');
    }
    const sold = placed.filter(({ status }) => status === 202).flatMap(({ body }) => body.items);
    const pets = sold.filter(({ kind }) => kind === 'pet').map(({ sku }) => sku);
    expect(new Set(pets).size).toBe(pets.length);
    expect(await deadlocks()).toBe(before);
  });
});

describe('the stock of products', () => {
  it('is never negative and is restored completely after concurrent reservations and releases', async () => {
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
        reserveItems(transaction, orderId, items, 900),
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

  it('is left unchanged by an order with one missing item', async () => {
    const items: ReservationItem[] = [
      { sku: 'golden-retriever-001', kind: 'pet', quantity: 1 },
      { sku: 'no-such-sku', kind: 'product', quantity: 1 },
    ];
    const reservation = await inTransaction(shop.database, (transaction) =>
      reserveItems(transaction, 'ord_partial', items, 900),
    );
    expect(reservation).toEqual({ refused: 'item-unavailable', missing: ['no-such-sku'] });
    const { rows } = await shop.database.query(
      unnamedStatement(`select status from pets where id = 'golden-retriever-001'`),
    );
    expect(rows).toEqual([{ status: 'available' }]);
  });
});
