import { type Queryable, type Statement, statement } from '@petstore/chassis/postgres';
import type { Pet, PetCare, PetCategory, PetStatus } from '@petstore/contracts/http';

interface PetRow {
  readonly id: string;
  readonly name: string;
  readonly category: PetCategory;
  readonly sex: string;
  readonly born_on: string;
  readonly price_minor: number;
  readonly currency: string;
  readonly status: PetStatus;
  readonly description: string;
  readonly breed_id: string;
  readonly breed_name: string;
  readonly species: string;
  readonly care: PetCare;
}

export interface PetFilter {
  readonly category?: PetCategory;
  readonly maxPriceMinor?: number;
  readonly isAvailable?: boolean;
  readonly afterId: string | null;
  readonly limit: number;
}

export interface PetWish {
  readonly categories: readonly string[];
  readonly budgetMinor: readonly [number, number];
  readonly limit: number;
}

const selectPets = `select p.id, p.name, p.category, p.sex, p.born_on, p.price_minor, p.currency, p.status, p.description,
  b.id as breed_id, b.name as breed_name, b.species, b.care from pets p join breeds b on b.id = p.breed_id`;

const findPetById = statement<PetRow>('find-pet', `${selectPets} where p.id = $1`);

const findPetsByIds = statement<PetRow>('find-pets', `${selectPets} where p.id = any($1)`);

/** Which conditions a list has. Each combination is a statement of its own, so that its plan uses the fitting index. */
interface Listing {
  readonly availability: 'any' | 'available' | 'taken';
  readonly isOfCategory: boolean;
  readonly isByPrice: boolean;
}

const conditionOf = {
  any: '',
  available: ` and p.status = 'available'`,
  taken: ` and p.status <> 'available'`,
} as const;

function nameOf({ availability, isOfCategory, isByPrice }: Listing): string {
  return `list-${availability}-pets${isOfCategory ? '-of-category' : ''}${isByPrice ? '-by-price' : ''}`;
}

function declareListing(listing: Listing): Statement<PetRow> {
  const { availability, isOfCategory, isByPrice } = listing;
  const category = isOfCategory ? ' and p.category = $3' : '';
  const price = isByPrice ? ` and p.price_minor <= $${isOfCategory ? 4 : 3}` : '';
  const where = `where p.id > $1${category}${conditionOf[availability]}${price}`;
  return statement(nameOf(listing), `${selectPets} ${where} order by p.id limit $2`);
}

const both = [true, false];
const listings = new Map(
  (['any', 'available', 'taken'] as const)
    .flatMap((availability) => both.map((isOfCategory) => ({ availability, isOfCategory })))
    .flatMap((listing) => both.map((isByPrice) => ({ ...listing, isByPrice })))
    .map((listing) => [nameOf(listing), declareListing(listing)]),
);

/** One pet of each breed before a second one, so that a short list has variety. */
const findWishedPets = statement<PetRow>(
  'find-wished-pets',
  `select * from (
     ${selectPets}
      where p.status = 'available' and (cardinality($1::text[]) = 0 or p.category = any($1))
        and p.price_minor between $2 and $3
   ) as wished
   order by row_number() over (partition by breed_id order by id), md5(breed_id || $4) limit $5`,
);

export async function findPet(database: Queryable, id: string): Promise<Pet | null> {
  const [row] = (await database.query(findPetById, [id])).rows;
  return row === undefined ? null : petOf(row);
}

/** The pets with these ids, in no particular order. */
export async function findPets(database: Queryable, ids: readonly string[]): Promise<Pet[]> {
  return (await database.query(findPetsByIds, [ids])).rows.map(petOf);
}

/** One row more than the limit if the list continues. */
export async function listPets(database: Queryable, filter: PetFilter): Promise<Pet[]> {
  const { category, maxPriceMinor, isAvailable, afterId, limit } = filter;
  const listing = listings.get(
    nameOf({
      availability: isAvailable === undefined ? 'any' : isAvailable ? 'available' : 'taken',
      isOfCategory: category !== undefined,
      isByPrice: maxPriceMinor !== undefined,
    }),
  );
  const given = [category, maxPriceMinor].filter((value) => value !== undefined);
  if (listing === undefined) return [];
  return (await database.query(listing, [afterId ?? '', limit + 1, ...given])).rows.map(petOf);
}

/**
 * Available pets that fit a wish. `variation` orders the breeds, so that different customers see different ones first.
 */
export async function listWishedPets(database: Queryable, wish: PetWish, variation: string): Promise<Pet[]> {
  const [from, to] = wish.budgetMinor;
  const values = [wish.categories, from, to, variation, wish.limit];
  return (await database.query(findWishedPets, values)).rows.map(petOf);
}

function petOf(row: PetRow): Pet {
  const { id, name, category, sex, status, description, care } = row;
  return {
    id,
    name,
    category,
    breed: { id: row.breed_id, name: row.breed_name, species: row.species },
    sex,
    bornOn: row.born_on,
    price: { amountMinor: row.price_minor, currency: row.currency },
    status,
    available: status === 'available',
    description,
    care,
  };
}
