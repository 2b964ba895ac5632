import { pickOne, seededRandom } from '@petstore/chassis/random';
import { type PetCategory, petCategories } from '@petstore/contracts/http';

/** A kind of customer and the pet categories of its interest. */
export interface Persona {
  readonly name: string;
  readonly categories: readonly PetCategory[];
}

const personas: Readonly<Record<string, Persona>> = {
  'family-pet-seeker': { name: 'family-pet-seeker', categories: ['dog', 'cat'] },
  'first-time-owner': { name: 'first-time-owner', categories: ['small-animal'] },
  'exotic-enthusiast': { name: 'exotic-enthusiast', categories: ['reptile', 'fish'] },
};

export const allPersonas = Object.values(personas);

/** Customers named after personas. */
export const personaCustomers = Object.keys(personas);

/** The persona of a customer; other customers get one without preferences. */
export function personaOf(customerId: string): Persona {
  return personas[customerId] ?? { name: 'shopper', categories: [] };
}

/** Who comes with one arrival of a load, and what for. */
export interface Shopper {
  readonly persona: Persona;
  readonly category: PetCategory;
}

const seedStride = 7_919;

/** The shopper of the arrival `index`: the personas in turn, each with a category of its interest drawn by the seed. */
export function planShopper(seed: number, index: number): Shopper {
  const persona = pickOne(allPersonas, () => (index % allPersonas.length) / allPersonas.length);
  const { categories } = persona;
  const random = seededRandom((seed + index * seedStride) >>> 0);
  return { persona, category: pickOne(categories.length === 0 ? petCategories : categories, random) };
}
