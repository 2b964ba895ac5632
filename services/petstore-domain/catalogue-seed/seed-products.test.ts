import { describe, expect, it } from 'vitest';
import { seedPets } from './seed-pets.ts';
import { seedProducts } from './seed-products.ts';

const variants = seedProducts.flatMap((product) => product.variants);

const sizes = ['XS', 'S', 'M', 'L', 'XL'];

/** The quantity in a label in grams, millilitres, centimetres or watts; `kind` is the rest of the label. */
function measure(label: string): { kind: string; amount: number } | null {
  const [size = '', finish = ''] = label.split(', ');
  if (sizes.includes(size)) return { kind: `${finish}/size`, amount: sizes.indexOf(size) };
  const match = /(\d+(?:\.\d+)?) (kg|g|ml|L|cm|m|W)\b/.exec(label);
  if (match === null || label.includes(' x ')) return null;
  const [text, digits = '', unit = ''] = match;
  const factor = unit === 'kg' || unit === 'L' ? 1000 : unit === 'm' ? 100 : 1;
  const dimension = { kg: 'g', L: 'ml', m: 'cm' }[unit] ?? unit;
  return { kind: `${label.replace(text, '')}/${dimension}`, amount: Number(digits) * factor };
}

describe('seed products', () => {
  it('are at least 110 with 430 variants, in every category', () => {
    expect(seedProducts.length).toBeGreaterThanOrEqual(110);
    expect(variants.length).toBeGreaterThanOrEqual(430);
    expect(new Set(seedProducts.map(({ category }) => category)).size).toBe(8);
  });

  it('have ids and SKUs that are unique in the catalogue', () => {
    const ids = [...seedProducts, ...seedPets].map(({ id }) => id);
    const skus = variants.map(({ sku }) => sku);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(skus).size).toBe(skus.length);
    expect(skus.filter((sku) => ids.includes(sku))).toEqual([]);
    for (const name of [...ids, ...skus]) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('serve every category of pet', () => {
    for (const category of ['dog', 'cat', 'bird', 'fish', 'reptile', 'small-animal'] as const) {
      const count = seedProducts.filter((product) => product.forCategories.includes(category)).length;
      expect(count, category).toBeGreaterThanOrEqual(15);
    }
  });

  it.each(seedProducts)(
    'give $id prices in whole cents, stock, and SKUs that start with its id',
    (product) => {
      expect(product.variants.length).toBeGreaterThanOrEqual(2);
      expect(product.description.length).toBeGreaterThan(30);
      for (const variant of product.variants) {
        expect(variant.sku.startsWith(`${product.id}-`)).toBe(true);
        expect(Number.isInteger(variant.priceMinor) && variant.priceMinor > 0).toBe(true);
        expect(Number.isInteger(variant.stock) && variant.stock > 0).toBe(true);
      }
    },
  );

  it('have a higher price and a lower price per unit in larger packs', () => {
    let compared = 0;
    for (const product of seedProducts) {
      for (const small of product.variants) {
        for (const large of product.variants) {
          const [less, more] = [measure(small.label), measure(large.label)];
          if (!less || !more || less.kind !== more.kind || less.amount >= more.amount) continue;
          compared += 1;
          expect(large.priceMinor, large.sku).toBeGreaterThan(small.priceMinor);
          if (!/\/(g|ml)$/.test(less.kind)) continue;
          expect(large.priceMinor / more.amount, large.sku).toBeLessThan(small.priceMinor / less.amount);
        }
      }
    }
    expect(compared).toBeGreaterThan(150);
  });
});
