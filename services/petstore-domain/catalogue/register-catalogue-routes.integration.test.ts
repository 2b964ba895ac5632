import { unnamedStatement } from '@petstore/chassis/postgres';
import type { Page, Pet, Problem, Product } from '@petstore/contracts/http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestShop, type TestShop } from '../testing/start-test-shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop();
});
afterAll(() => shop.stop());

async function read<Body>(path: string) {
  const response = await fetch(`${shop.url}${path}`);
  return { status: response.status, body: (await response.json()) as Body };
}

async function allPages<Item>(path: string): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body }: { body: Page<Item> } = await read(
      `${path}&limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    items.push(...body.items);
    cursor = body.nextCursor;
  }
  return items;
}

describe('the catalogue', () => {
  it.each([
    'golden-retriever-001',
    'persian-cat-002',
    'cockatiel-003',
    'goldfish-004',
    'rabbit-fluffy-003',
    'bearded-dragon-004',
    'canary-sunny-005',
  ])('contains %s of the earlier demo', async (id) => {
    const { status, body } = await read<Pet>(`/pets/${id}`);
    expect([status, body.id, body.available]).toEqual([200, id, true]);
  });

  it('lists each pet once over all pages, filtered by category and price', async () => {
    const pets = await allPages<Pet>('/pets?category=dog&maxPrice=200000');
    expect(new Set(pets.map(({ id }) => id)).size).toBe(pets.length);
    expect(pets.length).toBeGreaterThan(10);
    expect(pets.filter(({ category, price }) => category !== 'dog' || price.amountMinor > 200_000)).toEqual(
      [],
    );
    const { rows } = await shop.database.query(
      unnamedStatement(`select 1 from pets where category = 'dog' and price_minor <= 200000`),
    );
    expect(pets).toHaveLength(rows.length);
  });

  it('lists products with their variants and stock', async () => {
    const products = await allPages<Product>('/products?category=food&available=true');
    expect(products.length).toBeGreaterThan(3);
    const [first] = products;
    expect(first?.variants[0]).toMatchObject({ available: true, price: { currency: 'USD' } });
    expect((await read<Product>(`/products/${first?.id}`)).body).toEqual(first);
  });

  it.each([
    ['/pets/no-such-pet', 404, 'pet-not-found'],
    ['/products/no-such-product', 404, 'product-not-found'],
    ['/pets?cursor=bm9wZSA', 400, 'cursor-invalid'],
    ['/pets?category=dragon', 400, 'invalid-request'],
    ['/pets?limit=0', 400, 'invalid-request'],
    ['/pets?colour=blue', 400, 'invalid-request'],
    ['/pets/%2e%2e%2fcart', 400, 'invalid-request'],
  ])('answers %s with %i %s', async (path, status, code) => {
    expect(await read<Problem>(path)).toMatchObject({ status, body: { code } });
  });
});
