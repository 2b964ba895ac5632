import { petCategories } from '@petstore/contracts/http';
import type { Client } from 'pg';
import { floorSchema } from './floor-schema.ts';

/** What the floor's journeys buy. */
export interface FloorStock {
  readonly petIds: string[];
  readonly sku: string;
  readonly customerIds: readonly string[];
}

/** Pets that are listed and never sold, as in our catalogue: a list of twenty is always full. */
const listedPerCategory = 20;
const customerCount = 60;
const sku = 'algae-wafers-75-g';

/** As long as ours: a pet is 1,040 bytes of JSON on average. */
const description =
  'Beagle with a character of her own: Biscuit was the first of the litter to climb out of the whelping box. What she needs is a well-fenced garden and a lead near roads. Some practice with dogs helps. Expect 12 to 15 years together, and a door that is never left open while the postman calls.';
const care = {
  size: 'medium',
  lifespanYears: [12, 15],
  activityLevel: 'high',
  livingSituations: ['house', 'house_with_garden', 'rural'],
  experienceNeeded: 'intermediate',
  careDifficulty: 3,
  goodWithChildren: true,
  dailyCareMinutes: 120,
  groomingNeed: 'low',
  diet: 'complete dog food, with part of it hidden for sniffing games',
  housing: 'a well-fenced garden and a lead near roads',
  fact: 'Beagles were bred to follow a scent in a pack: recall is hard won, and one left alone for long will howl.',
};

/** Creates the tables and fills them for that many journeys. */
export async function stockFloor(client: Client, journeys: number): Promise<FloorStock> {
  await client.query(floorSchema);
  const insertPets = `
    insert into pets (id, name, category, breed, sex, born_on, price_minor, currency, description, care)
    select prefix || lpad(n::text, 8, '0'), 'Biscuit ' || n, category, $3, 'female', '2026-07-28', 95000, 'USD', $4, $5
    from (select $6 || category || '-' as prefix, category, n from unnest($1::text[]) category, generate_series(1, $2) n) p
    returning id`;
  const breed = { id: 'beagle', name: 'Beagle', species: 'Canis lupus familiaris' };
  const words = [JSON.stringify(breed), description, JSON.stringify(care)];
  await client.query(insertPets, [petCategories, listedPerCategory, ...words, 'listed-']);
  const sold = await client.query<{ id: string }>(insertPets, [['dog'], journeys, ...words, 'sold-']);
  await client.query(`insert into products values ($1, 'Algae & Courgette Wafers, 75 g', 649, 'USD', $2)`, [
    sku,
    journeys,
  ]);
  const customers = await client.query<{ id: string }>(
    `insert into customers
     select 'customer-' || lpad(n::text, 3, '0'), 'Customer ' || n, array['customer'], null from generate_series(1, $1) n
     returning id`,
    [customerCount],
  );
  await client.query('analyze');
  const idsOf = ({ rows }: { rows: { id: string }[] }) => rows.map(({ id }) => id);
  return { petIds: idsOf(sold), sku, customerIds: idsOf(customers) };
}
