import { groomingProducts, healthProducts } from './care-products.ts';
import { foodProducts, treatProducts } from './food-products.ts';
import { aquaticProducts, housingProducts } from './housing-products.ts';
import type { SeedProduct } from './product.ts';
import { accessoryProducts, toyProducts } from './toy-and-accessory-products.ts';

/** All products of the initial stock. */
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
