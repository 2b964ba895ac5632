import type { NewEvent } from '@petstore/contracts/events';
import type { ListPet } from '@petstore/contracts/http';
import { type KnownBreed, petListed } from '../catalogue/pet-listed.ts';

export interface Listing {
  readonly petId: string;
  readonly wanted: ListPet;
  /** Null if the catalogue has no such breed. */
  readonly breed: KnownBreed | null;
  /** An ISO date. */
  readonly today: string;
  /** Currencies in which customers can pay. */
  readonly currencies: readonly string[];
}

export interface ListingRefusal {
  readonly refused: 'breed-unknown' | 'pet-born-in-future' | 'currency-not-supported';
}

/** The event that lists a pet for sale, or why it is refused. */
export function decideListing({
  petId,
  wanted,
  breed,
  today,
  currencies,
}: Listing): { readonly events: readonly NewEvent[] } | ListingRefusal {
  if (breed === null) return { refused: 'breed-unknown' };
  if (wanted.bornOn > today) return { refused: 'pet-born-in-future' };
  const { amountMinor: priceMinor, currency } = wanted.price;
  if (!currencies.includes(currency)) return { refused: 'currency-not-supported' };
  return { events: [petListed({ id: petId, name: wanted.name, priceMinor, currency }, breed)] };
}
