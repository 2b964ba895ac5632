import type { PetCategory } from '@petstore/contracts/http';

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
