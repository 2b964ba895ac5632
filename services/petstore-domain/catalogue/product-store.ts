import { type Queryable, statement } from '@petstore/chassis/postgres';
import type { Product, ProductVariant } from '@petstore/contracts/http';

interface ProductRow extends Omit<Product, 'forCategories' | 'variants'> {
  readonly for_categories: Product['forCategories'];
  readonly variants: readonly VariantRow[];
}

interface VariantRow {
  readonly sku: string;
  readonly label: string;
  readonly price_minor: number;
  readonly currency: string;
  readonly stock: number;
}

export interface ProductFilter {
  readonly category?: string;
  readonly maxPriceMinor?: number;
  readonly isAvailable?: boolean;
  readonly afterId: string | null;
  readonly limit: number;
}

const selectProducts = `select r.id, r.name, r.brand, r.category, r.for_categories, r.description, v.variants
  from products r cross join lateral (
    select jsonb_agg(jsonb_build_object('sku', sku, 'label', label, 'price_minor', price_minor, 'currency', currency,
             'stock', stock) order by place) as variants,
           min(price_minor) as lowest_price, max(stock) as most_stock
      from product_variants where product_id = r.id
  ) v`;

const findProductById = statement<ProductRow>('find-product', `${selectProducts} where r.id = $1`);

const listProductRows = statement<ProductRow>(
  'list-products',
  `${selectProducts}
   where ($1::text is null or r.category = $1) and ($2::integer is null or v.lowest_price <= $2)
     and ($3::boolean is null or (v.most_stock > 0) = $3) and ($4::text is null or r.id > $4)
   order by r.id limit $5`,
);

export async function findProduct(database: Queryable, id: string): Promise<Product | null> {
  const [row] = (await database.query(findProductById, [id])).rows;
  return row === undefined ? null : productOf(row);
}

/**
 * One row more than the limit if the list continues. A product matches a price or availability if one of its variants
 * does.
 */
export async function listProducts(database: Queryable, filter: ProductFilter): Promise<Product[]> {
  const { category, maxPriceMinor, isAvailable, afterId, limit } = filter;
  const values = [category ?? null, maxPriceMinor ?? null, isAvailable ?? null, afterId, limit + 1];
  return (await database.query(listProductRows, values)).rows.map(productOf);
}

function productOf({ for_categories: forCategories, variants, ...row }: ProductRow): Product {
  return { ...row, forCategories, variants: variants.map(variantOf) };
}

function variantOf({ sku, label, price_minor, currency, stock }: VariantRow): ProductVariant {
  return { sku, label, price: { amountMinor: price_minor, currency }, available: stock > 0, inStock: stock };
}
