import { appendEvents } from '@petstore/chassis/events';
import { statement, type Transaction } from '@petstore/chassis/postgres';
import type { NewEvent } from '@petstore/contracts/events';
import type { Breed } from '../catalogue-seed/breed.ts';
import { breeds } from '../catalogue-seed/breeds.ts';
import { seedCustomers } from '../catalogue-seed/seed-customers.ts';
import { seedPets } from '../catalogue-seed/seed-pets.ts';
import { seedProducts } from '../catalogue-seed/seed-products.ts';
import { type KnownBreed, petListed } from './pet-listed.ts';
import { publishStock } from './publish-stock.ts';

/** No message caused the initial stock. */
const cause = { correlationId: 'catalogue-seed', causationId: null };

const insertBreeds = statement(
  'seed-breeds',
  `insert into breeds (id, name, species, category, care)
   select id, name, species, category, care
     from jsonb_to_recordset($1::jsonb) as b (id text, name text, species text, category text, care jsonb)
   on conflict do nothing`,
);

const insertPets = statement<{ id: string }>(
  'seed-pets',
  `insert into pets (id, name, breed_id, category, sex, born_on, price_minor, currency, description)
   select p.id, p.name, p."breedId", b.category, p.sex, p."bornOn", p."priceMinor", p.currency, p.description
     from jsonb_to_recordset($1::jsonb) as p (id text, name text, "breedId" text, sex text, "bornOn" date,
            "priceMinor" integer, currency text, description text)
     join breeds b on b.id = p."breedId"
   on conflict do nothing returning id`,
);

const insertProducts = statement(
  'seed-products',
  `insert into products (id, name, brand, category, for_categories, description)
   select id, name, brand, category, array(select jsonb_array_elements_text("forCategories")), description
     from jsonb_to_recordset($1::jsonb) as r (id text, name text, brand text, category text, "forCategories" jsonb,
            description text)
   on conflict do nothing`,
);

const insertVariants = statement(
  'seed-variants',
  `insert into product_variants (sku, product_id, place, label, price_minor, currency, stock)
   select sku, "productId", place, label, "priceMinor", currency, stock
     from jsonb_to_recordset($1::jsonb) as v (sku text, "productId" text, place integer, label text,
            "priceMinor" integer, currency text, stock integer)
   on conflict do nothing`,
);

const insertCustomers = statement<{ id: string }>(
  'seed-customers',
  `insert into customers (id, name, roles, profile)
   select id, name, array(select jsonb_array_elements_text(roles)), nullif(profile, 'null'::jsonb)
     from jsonb_to_recordset($1::jsonb) as c (id text, name text, roles jsonb, profile jsonb)
   on conflict do nothing returning id`,
);

/** Inserts the initial stock and the demonstration customers, and publishes them. Existing rows are kept. */
export async function seedCatalogue(transaction: Transaction): Promise<void> {
  await transaction.query(insertBreeds, [JSON.stringify(breeds.map(breedRow))]);
  const pets = await transaction.query(insertPets, [JSON.stringify(seedPets)]);
  await transaction.query(insertProducts, [JSON.stringify(seedProducts)]);
  const variants = seedProducts.flatMap((product) =>
    product.variants.map((variant, place) => ({ ...variant, productId: product.id, place })),
  );
  await transaction.query(insertVariants, [JSON.stringify(variants)]);
  const customers = await transaction.query(insertCustomers, [JSON.stringify(seedCustomers)]);
  const added = new Set([...pets.rows, ...customers.rows].map(({ id }) => id));
  await appendEvents(transaction, [...petEvents(added), ...profileEvents(added)], cause);
  // Last, because orders wait for the variants that it locks.
  await publishStock(transaction, cause);
}

function breedRow({ id, name, species, category, ...breed }: Breed): KnownBreed {
  const { careFact, priceRangeMinor: _, ...care } = breed;
  const { lifespanYears, livingSituations } = care;
  return {
    id,
    name,
    species,
    category,
    care: {
      ...care,
      lifespanYears: [...lifespanYears],
      livingSituations: [...livingSituations],
      fact: careFact,
    },
  };
}

function petEvents(added: ReadonlySet<string>): NewEvent[] {
  const breedById = new Map(breeds.map((breed) => [breed.id, breed]));
  return seedPets.flatMap((pet): NewEvent[] => {
    const breed = breedById.get(pet.breedId);
    if (breed === undefined || !added.has(pet.id)) return [];
    return [petListed(pet, breedRow(breed))];
  });
}

function profileEvents(added: ReadonlySet<string>): NewEvent[] {
  return seedCustomers.flatMap(({ id, profile }): NewEvent[] => {
    if (profile === null || !added.has(id)) return [];
    const data = { ...profile, customerId: id, budgetMinor: [...profile.budgetMinor] };
    return [{ type: 'CustomerProfileStated', subject: id, data }];
  });
}
