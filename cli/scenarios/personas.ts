import type { PetCategory } from '@petstore/contracts/http';

/** A kind of customer, and what one of the kind looks for. */
export interface Persona {
  readonly name: string;
  readonly categories: readonly PetCategory[];
}

const personas: Readonly<Record<string, Persona>> = {
  'family-pet-seeker': { name: 'family-pet-seeker', categories: ['dog', 'cat'] },
  'first-time-owner': { name: 'first-time-owner', categories: ['small-animal'] },
  'exotic-enthusiast': { name: 'exotic-enthusiast', categories: ['reptile', 'fish'] },
};

/** Every kind there is. */
export const allPersonas = Object.values(personas);

/** Customers of their own name, one a persona. */
export const personaCustomers = Object.keys(personas);

/** The persona of a customer; one who is none of them looks at everything. */
export function personaOf(customerId: string): Persona {
  return personas[customerId] ?? { name: 'shopper', categories: [] };
}
