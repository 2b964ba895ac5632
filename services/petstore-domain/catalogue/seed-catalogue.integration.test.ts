import { inTransaction, unnamedStatement } from '@petstore/chassis/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedCustomers } from '../catalogue-seed/seed-customers.ts';
import { seedPets } from '../catalogue-seed/seed-pets.ts';
import { seedProducts } from '../catalogue-seed/seed-products.ts';
import { startTestShop, type TestShop } from '../testing/start-test-shop.ts';
import { seedCatalogue } from './seed-catalogue.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop({ isRunning: false });
});
afterAll(() => shop.stop());

const execute = (sql: string) => shop.owner.query(unnamedStatement<{ count: number }>(sql));
const count = async (what: string) => (await execute(`select count(*) as count from ${what}`)).rows[0]?.count;

describe('the initial stock', () => {
  it('is complete after the migrations; a second run adds and publishes nothing', async () => {
    const counts = async () => ({
      pets: await count('pets'),
      products: await count('products'),
      variants: await count('product_variants'),
      customers: await count('customers'),
      listed: await count(`outbox where type = 'PetListed'`),
      stated: await count(`outbox where type = 'CustomerProfileStated'`),
      stocked: await count(`outbox join product_variants v on v.sku = subject
        where type = 'ProductStocked' and (data ->> 'quantity')::integer = v.stock`),
    });
    const first = await counts();
    const variants = seedProducts.flatMap((product) => product.variants);
    expect(first).toEqual({
      pets: seedPets.length,
      products: seedProducts.length,
      variants: variants.length,
      customers: seedCustomers.length,
      listed: seedPets.length,
      stated: seedCustomers.filter(({ profile }) => profile !== null).length,
      stocked: variants.length,
    });
    await inTransaction(shop.owner, seedCatalogue);
    expect(await counts()).toEqual(first);
  });

  it('is published without a cause, under a correlation id of its own', async () => {
    expect(await count(`outbox where correlation_id <> 'catalogue-seed' or causation_id is not null`)).toBe(
      0,
    );
  });

  it('has a unique sku for each item', async () => {
    expect(await count('pets p join product_variants v on v.sku = p.id')).toBe(0);
  });
});

describe("an order's history", () => {
  it.each(['update order_events set type = type', 'delete from order_events', 'truncate order_events'])(
    'cannot be changed by the service: %s',
    async (sql) => {
      await expect(shop.database.query(unnamedStatement(sql))).rejects.toMatchObject({
        details: { sqlState: '42501' },
      });
    },
  );
});
