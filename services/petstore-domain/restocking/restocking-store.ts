import { type Queryable, statement, statementWithParameters } from '@petstore/chassis/postgres';
import type { ListPet } from '@petstore/contracts/http';
import type { KnownBreed } from '../catalogue/pet-listed.ts';

const findBreedById = statement<KnownBreed>(
  'find-breed',
  'select id, name, species, category, care from breeds where id = $1',
);

interface InsertedPet extends Pick<ListPet, 'name' | 'sex' | 'bornOn' | 'description'> {
  readonly id: string;
  readonly breedId: string;
  readonly category: KnownBreed['category'];
  readonly priceMinor: number;
  readonly currency: string;
}

const insertPet = statementWithParameters<InsertedPet>(
  'insert-pet',
  `insert into pets (id, name, breed_id, category, sex, born_on, price_minor, currency, description)
   values (:id, :name, :breedId, :category, :sex, :bornOn, :priceMinor, :currency, :description)`,
);

/** The limit keeps stock in the range of PostgreSQL's `integer`, even when orders release units later. */
const raiseStock = statement<{ stock: number; product_id: string }>(
  'raise-stock',
  `update product_variants set stock = stock + $2 where sku = $1 and stock + $2 <= 1000000
   returning stock, product_id`,
);

const findVariant = statement('find-variant', 'select 1 from product_variants where sku = $1');

export async function findBreed(database: Queryable, id: string): Promise<KnownBreed | null> {
  return (await database.query(findBreedById, [id])).rows[0] ?? null;
}

export async function addPet(
  transaction: Queryable,
  petId: string,
  pet: ListPet,
  breed: KnownBreed,
): Promise<void> {
  const { name, sex, bornOn, price, description } = pet;
  const values = insertPet.values({
    id: petId,
    name,
    breedId: breed.id,
    category: breed.category,
    sex,
    bornOn,
    priceMinor: price.amountMinor,
    currency: price.currency,
    description,
  });
  await transaction.query(insertPet, values);
}

export type RaisedStock =
  | { readonly refused: 'item-not-found' | 'stock-too-high' }
  | { readonly productId: string; readonly inStock: number };

/** Adds stock in a single statement, so that concurrent reservations are not lost. */
export async function addStock(transaction: Queryable, sku: string, quantity: number): Promise<RaisedStock> {
  const [row] = (await transaction.query(raiseStock, [sku, quantity])).rows;
  if (row !== undefined) return { productId: row.product_id, inStock: row.stock };
  const isThere = (await transaction.query(findVariant, [sku])).rowCount > 0;
  return { refused: isThere ? 'stock-too-high' : 'item-not-found' };
}
