import {
  type Queryable,
  statement,
  statementWithParameters,
  type Transaction,
} from '@petstore/chassis/postgres';
import type { CustomerProfileStated, PetListed } from '@petstore/contracts/events';
import type { Acceptance } from '../acceptance/acceptance-confidence.ts';
import type { StatedWishes } from '../preferences/stated-wishes.ts';
import type { AvailablePet, DescribedPet } from './known-pet.ts';

const insertPet = statementWithParameters<PetListed>(
  'insert-pet',
  `insert into pets (pet_id, name, category, breed_id, breed, price_minor, currency, activity_level, living_situations,
     experience_needed, care_difficulty, good_with_children, grooming_need, size)
   values (:petId, :name, :category, :breedId, :breed, :priceMinor, :currency, :activityLevel, :livingSituations,
     :experienceNeeded, :careDifficulty, :goodWithChildren, :groomingNeed, :size)
   on conflict (pet_id) do update set name = excluded.name, price_minor = excluded.price_minor`,
);
const updateStatus = statement('update-pet-status', 'update pets set status = $2 where pet_id = $1');
const upsertProfile = statementWithParameters<
  CustomerProfileStated & {
    readonly budgetMinMinor: number | undefined;
    readonly budgetMaxMinor: number | undefined;
  }
>(
  'upsert-profile',
  `insert into profiles (customer_id, pet_types, activity_level, living_situation, experience, budget_min_minor,
     budget_max_minor, special_requirements)
   values (:customerId, :petTypes, :activityLevel, :livingSituation, :experience, :budgetMinMinor, :budgetMaxMinor,
     :specialRequirements)
   on conflict (customer_id) do update set pet_types = excluded.pet_types, activity_level = excluded.activity_level,
     living_situation = excluded.living_situation, experience = excluded.experience,
     budget_min_minor = excluded.budget_min_minor, budget_max_minor = excluded.budget_max_minor,
     special_requirements = excluded.special_requirements`,
);
export type Use = 'view' | 'cart' | 'purchase';

interface CountedUse {
  readonly customerId: string;
  readonly petId: string;
  readonly views: number;
  readonly carts: number;
  readonly purchases: number;
  readonly isOwned: boolean;
  readonly isAccepted: boolean;
}

/** Everything that follows from one use of a pet, in one statement; an id of no pet counts for no breed. */
const recordUse = statementWithParameters<CountedUse>(
  'record-use',
  `with owned as (
     insert into owned_pets (customer_id, pet_id) select :customerId::text, :petId::text where :isOwned::boolean on conflict do nothing
   ), taken as (
     update exposures set accepted_at = now()
     where :isAccepted::boolean and customer_id = :customerId and pet_id = :petId and accepted_at is null
       and served_at > now() - interval '7 days'
     returning model_version, band
   ), accepted as (
     update acceptance_by_band acceptance set accepted = acceptance.accepted + counted.accepted
     from (select model_version, band, count(*) as accepted from taken group by model_version, band) counted
     where acceptance.model_version = counted.model_version and acceptance.band = counted.band
   )
   insert into breed_popularity (breed_id, views, carts, purchases)
   select breed_id, :views::bigint, :carts::bigint, :purchases::bigint from pets where pet_id = :petId
   on conflict (breed_id) do update set views = breed_popularity.views + excluded.views,
     carts = breed_popularity.carts + excluded.carts, purchases = breed_popularity.purchases + excluded.purchases`,
);
const selectAvailable = statement<AvailablePet>(
  'select-available-pets',
  `select pet_id as "petId", price_minor as "priceMinor",
     coalesce(popular.views + 5 * popular.carts + 20 * popular.purchases, 0) as popularity
   from pets left join breed_popularity popular using (breed_id)
   where status = 'available'`,
);
const selectDescriptions = statement<DescribedPet>(
  'select-pet-descriptions',
  `select pet_id as "petId", name, category, breed_id as "breedId", breed, price_minor as "priceMinor", currency,
     activity_level as "activityLevel", living_situations as "livingSituations", experience_needed as "experienceNeeded",
     care_difficulty as "careDifficulty", good_with_children as "goodWithChildren", grooming_need as "groomingNeed", size
   from pets where pet_id = any($1)`,
);
interface CustomerRow extends KnownCustomer {
  readonly isProfiled: boolean;
}

const selectCustomer = statement<CustomerRow>(
  'select-customer',
  `select profiles.customer_id is not null as "isProfiled",
     json_build_object('petTypes', pet_types, 'activityLevel', activity_level, 'livingSituation', living_situation,
       'experience', experience, 'budgetMinor', array[budget_min_minor, budget_max_minor],
       'specialRequirements', special_requirements) as profile,
     array(select pet_id from owned_pets where customer_id = $1) as "ownedPets",
     coalesce((select json_agg(json_build_object('band', band, 'exposed', exposed, 'accepted', accepted))
       from acceptance_by_band where model_version = $2), '[]') as bands
   from (values (1)) as one left join profiles on customer_id = $1`,
);
const anyPet = statement<{ known: boolean }>('any-pet', 'select exists (select 1 from pets) as known');

export function savePet(transaction: Transaction, pet: PetListed): void {
  transaction.send(insertPet, insertPet.values(pet));
}

export function setPetStatus(
  transaction: Transaction,
  petId: string,
  status: 'available' | 'reserved' | 'sold',
): void {
  transaction.send(updateStatus, [petId, status]);
}

export function saveProfile(transaction: Transaction, profile: CustomerProfileStated): void {
  const [budgetMinMinor, budgetMaxMinor] = profile.budgetMinor;
  const values = upsertProfile.values({ ...profile, budgetMinMinor, budgetMaxMinor });
  transaction.send(upsertProfile, values);
}

/**
 * Counts a use of a pet: for the popularity of its breed, and, of carts and purchases, as acceptance of the customer's
 * exposures of the last seven days, each of which counts once. A purchased pet is owned.
 */
export function countUse(transaction: Transaction, customerId: string, petId: string, use: Use): void {
  const values = recordUse.values({
    customerId,
    petId,
    views: Number(use === 'view'),
    carts: Number(use === 'cart'),
    purchases: Number(use === 'purchase'),
    isOwned: use === 'purchase',
    isAccepted: use !== 'view',
  });
  transaction.send(recordUse, values);
}

/** Pets that are available, in no defined order. */
export async function availablePets(database: Queryable): Promise<readonly AvailablePet[]> {
  return (await database.query(selectAvailable)).rows;
}

/** Descriptions of the known pets among `petIds`, in no defined order. */
export async function describePets(
  database: Queryable,
  petIds: readonly string[],
): Promise<readonly DescribedPet[]> {
  return (await database.query(selectDescriptions, [petIds])).rows;
}

/** What a recommendation needs to know beside the pets. */
export interface KnownCustomer {
  readonly profile: StatedWishes | undefined;
  readonly ownedPets: readonly string[];
  /** The acceptance of a model's earlier recommendations, to anybody, by band. */
  readonly bands: readonly (Acceptance & { readonly band: number })[];
}

/** Reads a customer's profile and pets, and the acceptance rates of a model, in one statement. */
export async function readCustomer(
  database: Queryable,
  customerId: string,
  modelVersion: string,
): Promise<KnownCustomer> {
  const [row] = (await database.query(selectCustomer, [customerId, modelVersion])).rows;
  if (row === undefined) return { profile: undefined, ownedPets: [], bands: [] };
  const { isProfiled, profile, ownedPets, bands } = row;
  return { profile: isProfiled ? profile : undefined, ownedPets, bands };
}

export async function knowsAnyPet(database: Queryable): Promise<boolean> {
  return (await database.query(anyPet)).rows[0]?.known ?? false;
}
