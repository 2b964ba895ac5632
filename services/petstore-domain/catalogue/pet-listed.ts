import type { NewEvent } from '@petstore/contracts/events';
import type { PetCare, PetCategory } from '@petstore/contracts/http';

/** A breed or species as the catalogue keeps it. */
export interface KnownBreed {
  readonly id: string;
  readonly name: string;
  readonly species: string;
  readonly category: PetCategory;
  readonly care: PetCare;
}

/** What tells one animal from others of its breed, as far as others want to know. */
export interface ListedPet {
  readonly id: string;
  readonly name: string;
  readonly priceMinor: number;
  readonly currency: string;
}

/** The fact by which other services learn of an animal: with what its breed needs, since they do not know the breeds. */
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
