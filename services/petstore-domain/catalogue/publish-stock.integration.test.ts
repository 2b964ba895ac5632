import { appendEvents } from '@petstore/chassis/events';
import { inTransaction, type Transaction, unnamedStatement } from '@petstore/chassis/postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { addStock } from '../restocking/restocking-store.ts';
import { releaseReservation, reserveItems } from '../stock/reservation-store.ts';
import { startTestShop, type TestShop } from '../testing/start-test-shop.ts';
import { publishStock } from './publish-stock.ts';

const cause = { correlationId: 'test', causationId: null };
const sku = 'poop-bags-60-bags';
const item = { sku, kind: 'product' as const, quantity: 3 };

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop({ isRunning: false });
});
afterAll(() => shop.stop());

const execute = (sql: string) => shop.owner.query(unnamedStatement<Record<string, number>>(sql));
const tell = () => inTransaction(shop.owner, (transaction) => publishStock(transaction, cause));
const numberOf = async (sql: string) => (await execute(`select (${sql})::integer as number`)).rows[0]?.number;
const published = () =>
  numberOf(`select count(*) from outbox where type = 'ProductStocked' and subject = '${sku}'`);

/** Stock by the events and reservations, minus the actual stock. */
const difference = () =>
  numberOf(`select sum((data ->> 'quantity')::integer)
      - (select coalesce(sum(quantity), 0) from reservations where sku = '${sku}' and status <> 'released')
      - (select stock from product_variants where sku = '${sku}')
    from outbox where subject = '${sku}' and position >= (select max(position) from outbox where type = 'ProductStocked' and subject = '${sku}')`);

const restock = async (transaction: Transaction) => {
  const raised = await addStock(transaction, sku, 5);
  if ('refused' in raised) throw new Error(raised.refused);
  const data = { sku, quantity: 5, inStock: raised.inStock };
  await appendEvents(transaction, [{ type: 'ProductRestocked', subject: sku, data }], cause);
};
const reserve = async (transaction: Transaction) => {
  await reserveItems(transaction, `ord_${crypto.randomUUID()}`, [item], 60);
};
const release = async (transaction: Transaction) => {
  await releaseReservation(transaction, 'ord_before', 'everything');
};
const start = (transaction: Transaction) => publishStock(transaction, cause);
const changes = { restock, reserve, release, 'another replica starts': start };

/** A seeded shop that was restocked and sold before its stock was published. */
beforeEach(async () => {
  await execute('truncate outbox, reservations');
  await execute('update product_variants set stock = 100');
  await inTransaction(shop.database, restock);
  await inTransaction(shop.database, (transaction) => reserveItems(transaction, 'ord_before', [item], 60));
  await execute('update product_variants set is_stock_told = false');
});

describe('a shop with stock from before `ProductStocked` events existed', () => {
  it('publishes once what came in so far, including what was sold since', async () => {
    await tell();
    await tell();
    expect(await difference()).toBe(0);
    expect(await published()).toBe(1);
    expect(
      await numberOf(
        `select (data ->> 'quantity') from outbox where type = 'ProductStocked' and subject = '${sku}'`,
      ),
    ).toBe(105);
  });

  it.each(Object.entries(changes))(
    'publishes the right amount when it starts during another transaction: %s',
    async (_, change) => {
      const telling = await inTransaction(shop.database, async (transaction) => {
        await change(transaction);
        let isOver = false;
        const begun = tell().finally(() => {
          isOver = true;
        });
        await vi.waitUntil(async () => isOver || (await isSomebodyWaiting()));
        return { begun };
      });
      await telling.begun;
      expect([await difference(), await published()]).toEqual([0, 1]);
    },
  );

  it.each(Object.entries(changes))(
    'leaves changes during its transaction to later events: %s',
    async (_, change) => {
      const changing = await inTransaction(shop.owner, async (transaction) => {
        await publishStock(transaction, cause);
        let isOver = false;
        const begun = inTransaction(shop.database, change).finally(() => {
          isOver = true;
        });
        await vi.waitUntil(async () => isOver || (await isSomebodyWaiting()));
        return { begun };
      });
      await changing.begun;
      expect([await difference(), await published()]).toEqual([0, 1]);
    },
  );
});

/** Whether a session of this database waits for a lock. */
async function isSomebodyWaiting(): Promise<boolean> {
  const waiting = `select count(*) from pg_locks l join pg_locks mine on mine.pid = l.pid
    where not l.granted and mine.relation = 'product_variants'::regclass and mine.database = (select oid from pg_database where datname = current_database())`;
  return ((await numberOf(waiting)) ?? 0) > 0;
}
