import type { Queryable } from '@petstore/chassis/postgres';
import { availablePets, describePets } from './knowledge-store.ts';
import type { AvailablePet, DescribedPet, KnownPet } from './known-pet.ts';

/** Some ten megabytes. */
const mostDescriptions = 20_000;

/**
 * Descriptions of pets that this process has read: they make up most of what a recommendation would read from the database, and a
 * pet keeps its own. What changes (availability, price, popularity) is read each time.
 */
export class PetDescriptions {
  readonly #known = new Map<string, DescribedPet>();

  /** Pets that a customer could take home, as `availablePets` tells, described. */
  async available(
    database: Queryable,
    customerId: string,
    excluded: readonly string[],
  ): Promise<readonly KnownPet[]> {
    const available = await availablePets(database, customerId, excluded);
    const unknown = available.filter((pet) => this.#find(pet) === undefined);
    if (unknown.length > 0) await this.#read(database, this.#makeRoom(unknown, available));
    return available.flatMap((pet) => {
      const description = this.#find(pet);
      return description === undefined ? [] : [{ ...description, popularity: pet.popularity }];
    });
  }

  /** A pet that is listed again at another price is described anew. */
  #find({ petId, priceMinor }: AvailablePet): DescribedPet | undefined {
    const description = this.#known.get(petId);
    return description?.priceMinor === priceMinor ? description : undefined;
  }

  /** What has to be read; all of it where what was known had to be forgotten, sold pets among it. */
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
