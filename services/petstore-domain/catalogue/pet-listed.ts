import type { NewEvent } from '@petstore/contracts/events';
import type { PetCare, PetCategory } from '@petstore/contracts/http';

/** A breed or species in the catalogue. */
export interface KnownBreed {
  readonly id: string;
  readonly name: string;
  readonly species: string;
  readonly category: PetCategory;
  readonly care: PetCare;
}

/** The data of a pet in its event, besides those of its breed. */
export interface ListedPet {
  readonly id: string;
  readonly name: string;
  readonly priceMinor: number;
  readonly currency: string;
}

/** The event by which other services learn of a pet. It includes the needs of the breed, which they do not store. */
export function petListed(pet: ListedPet, breed: KnownBreed): NewEvent {
  const { activityLevel, livingSituations, experienceNeeded, careDifficulty, goodWithChildren } = breed.care;
  const data = {
    activityLevel,
    experienceNeeded,
    careDifficulty,
    goodWithChildren,
    petId: pet.id,
    name: pet.name,
    category: breed.category,
    breedId: breed.id,
    breed: breed.name,
    priceMinor: pet.priceMinor,
    currency: pet.currency,
    livingSituations,
    groomingNeed: breed.care.groomingNeed,
    size: breed.care.size,
  };
  return { type: 'PetListed', subject: pet.id, data };
}
