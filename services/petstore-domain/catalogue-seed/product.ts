import { hashText } from '@petstore/chassis/random';
import type { PetCategory } from './breed.ts';

export type ProductCategory =
  | 'food'
  | 'treats'
  | 'housing'
  | 'toys'
  | 'grooming'
  | 'health'
  | 'aquatics'
  | 'accessories';

/** A variant of a product, the unit that customers buy. */
export interface SeedVariant {
  readonly sku: string;
  /** Distinguishes the variants of a product: '2 kg', 'Large', 'M, red'. */
  readonly label: string;
  readonly priceMinor: number;
  readonly currency: 'USD';
  readonly stock: number;
}

/** Food or supplies, sold in variants. */
export interface SeedProduct {
  readonly id: string;
  readonly name: string;
  /** An invented brand. */
  readonly brand: string;
  readonly category: ProductCategory;
  readonly forCategories: readonly PetCategory[];
  readonly description: string;
  readonly variants: readonly SeedVariant[];
}

/** A row of the data tables: a product with the price of each variant's label, in US cents. */
export interface ProductRow extends Omit<SeedProduct, 'category' | 'variants'> {
  readonly prices: Readonly<Record<string, number>>;
}

/** Completes the rows of one category. The SKU is the product's id and the label as a slug. */
export function productsOf(category: ProductCategory, rows: readonly ProductRow[]): SeedProduct[] {
  return rows.map(({ prices, ...row }) => ({
    ...row,
    category,
    variants: Object.entries(prices).map(([label, priceMinor]) => {
      const sku = `${row.id}-${slug(label)}`;
      return { sku, label, priceMinor, currency: 'USD', stock: openingStock(sku) };
    }),
  }));
}

/** Every size in every finish: `{ 'S, red': 1499, 'S, navy': 1499, ... }`. */
export function each(
  sizes: Readonly<Record<string, number>>,
  finishes: readonly string[],
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(sizes).flatMap(([size, price]) => finishes.map((finish) => [`${size}, ${finish}`, price])),
  );
}

/** The same price for each finish. */
export function allAt(priceMinor: number, finishes: readonly string[]): Record<string, number> {
  return Object.fromEntries(finishes.map((finish) => [finish, priceMinor]));
}

function slug(label: string): string {
  return label
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

function openingStock(sku: string): number {
  return 40 + (hashText(sku) % 161);
}
