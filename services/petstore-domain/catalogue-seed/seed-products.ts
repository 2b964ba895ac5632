import { accessoryProducts } from './accessory-products.ts';
import { aquaticProducts } from './aquatic-products.ts';
import { foodProducts } from './food-products.ts';
import { groomingProducts } from './grooming-products.ts';
import { healthProducts } from './health-products.ts';
import { housingProducts } from './housing-products.ts';
import type { SeedProduct } from './product.ts';
import { toyProducts } from './toy-products.ts';
import { treatProducts } from './treat-products.ts';

/** Every product of the opening stock. */
export const seedProducts: readonly SeedProduct[] = [
  ...foodProducts,
  ...treatProducts,
  ...housingProducts,
  ...toyProducts,
  ...groomingProducts,
  ...healthProducts,
  ...aquaticProducts,
  ...accessoryProducts,
];
