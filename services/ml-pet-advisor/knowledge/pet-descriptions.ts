import type { Queryable } from '@petstore/chassis/postgres';
import { availablePets, describePets } from './knowledge-store.ts';
import type { AvailablePet, DescribedPet, KnownPet } from './known-pet.ts';

/** About ten megabytes. */
const mostDescriptions = 20_000;

/**
 * Cache of pet descriptions. Descriptions do not change and are most of the data that a recommendation needs;
 * availability, price and popularity are read each time.
 */
export class PetDescriptions {
  readonly #known = new Map<string, DescribedPet>();

  /** The result of `availablePets` with descriptions. */
  async available(database: Queryable): Promise<readonly KnownPet[]> {
    const available = await availablePets(database);
    const unknown = available.filter((pet) => this.#find(pet) === undefined);
    if (unknown.length > 0) await this.#read(database, this.#makeRoom(unknown, available));
    return available.flatMap((pet) => {
      const description = this.#find(pet);
      return description === undefined ? [] : [{ ...description, popularity: pet.popularity }];
    });
  }

  /** A pet that is listed again at another price is read again. */
  #find({ petId, priceMinor }: AvailablePet): DescribedPet | undefined {
    const description = this.#known.get(petId);
    return description?.priceMinor === priceMinor ? description : undefined;
  }

  /** Returns the pets to read; all available pets if the cache was full and had to be cleared. */
  #makeRoom(unknown: readonly AvailablePet[], available: readonly AvailablePet[]): readonly AvailablePet[] {
    if (this.#known.size + unknown.length <= mostDescriptions) return unknown;
    this.#known.clear();
    return available;
  }

  async #read(database: Queryable, pets: readonly AvailablePet[]): Promise<void> {
    const petIds = pets.map(({ petId }) => petId);
    for (const description of await describePets(database, petIds)) {
      this.#known.set(description.petId, description);
    }
  }
}
