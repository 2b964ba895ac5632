import { pickOne, randomInteger, seededRandom, shuffled } from '@petstore/chassis/random';
import type { Breed, PetCategory } from './breed.ts';
import { breeds } from './breeds.ts';
import { describePet } from './describe-pet.ts';
import { type Sex, suitableNames } from './pet-names.ts';
import { traitsFor } from './temperaments.ts';

/** One animal; every pet is unique and is sold once. */
export interface SeedPet {
  readonly id: string;
  readonly name: string;
  readonly breedId: string;
  readonly sex: Sex;
  /** An ISO date. */
  readonly bornOn: string;
  readonly priceMinor: number;
  readonly currency: 'USD';
  readonly description: string;
}

interface KnownPet {
  readonly id: string;
  readonly name: string;
  readonly sex: Sex;
}

const usualCount = 3;
const countOf: Readonly<Record<string, number>> = {
  'golden-retriever': 4,
  'labrador-retriever': 5,
  'cavalier-king-charles-spaniel': 4,
  'domestic-shorthair': 6,
  'british-shorthair': 4,
  cockatiel: 4,
  budgerigar: 5,
  goldfish: 5,
  guppy: 4,
  'neon-tetra': 4,
  'bearded-dragon': 5,
  'leopard-gecko': 4,
  'american-guinea-pig': 5,
  'syrian-hamster': 4,
};

/** Pets to which scenarios and documents refer by id and name. */
const knownPets: Readonly<Record<string, KnownPet>> = {
  'lionhead-rabbit': { id: 'rabbit-fluffy-003', name: 'Fluffy', sex: 'female' },
  canary: { id: 'canary-sunny-005', name: 'Sunny', sex: 'male' },
};

/** Fish whose sex is visible when they are sold. */
const sexedFish: ReadonlySet<string> = new Set(['betta', 'guppy', 'platy', 'cherry-barb']);
const sexedBirds: ReadonlySet<string> = new Set([
  'canary',
  'zebra-finch',
  'gouldian-finch',
  'eclectus-parrot',
]);

const lastBirthday = Date.UTC(2026, 8, 15);
const dayMs = 86_400_000;

/** Youngest and oldest age of a pet for sale, in weeks before the catalogue's date. */
const ageWeeks: Readonly<Record<PetCategory, readonly [number, number]>> = {
  dog: [1, 45],
  cat: [4, 70],
  bird: [4, 90],
  fish: [6, 50],
  reptile: [6, 120],
  'small-animal': [1, 30],
};
const adultAgeWeeks: Readonly<Record<string, readonly [number, number]>> = {
  greyhound: [110, 210],
  'hermanns-tortoise': [60, 260],
  'russian-tortoise': [60, 260],
  koi: [50, 150],
};

/** All pets of the initial stock; the same on every run. */
export const seedPets: readonly SeedPet[] = breeds.flatMap(petsOfBreed);

function petsOfBreed(breed: Breed): SeedPet[] {
  const known = knownPets[breed.id];
  const taken = new Set(known ? [known.name] : []);
  const random = seededRandom(breed.id);
  const traits = shuffled(traitsFor(breed), random);
  const count = countOf[breed.id] ?? usualCount;
  const numbered = Array.from({ length: count }, (_, index): KnownPet => {
    const sex = sexFor(breed, random);
    const name = shuffled(suitableNames(breed.category, sex), random).find((each) => !taken.has(each));
    if (name === undefined) throw new RangeError(`not enough names for ${breed.id}`);
    taken.add(name);
    return { id: `${breed.id}-${String(index + 1).padStart(3, '0')}`, name, sex };
  });
  return [...numbered, ...(known ? [known] : [])].map((pet, index) => ({
    id: pet.id,
    name: pet.name,
    breedId: breed.id,
    sex: pet.sex,
    bornOn: birthday(breed, pet.id),
    priceMinor: price(breed, pet.id),
    currency: 'USD',
    description: describePet(breed, { ...pet, trait: traits[index % traits.length] ?? '' }),
  }));
}

function sexFor(breed: Breed, random: () => number): Sex {
  const sexes: readonly Sex[] = ['male', 'female'];
  if (breed.category === 'fish' && !sexedFish.has(breed.id)) return 'unsexed';
  if (breed.category === 'bird' && !sexedBirds.has(breed.id)) return pickOne([...sexes, 'unsexed'], random);
  if (breed.category === 'reptile') return pickOne([...sexes, 'unsexed'], random);
  return pickOne(sexes, random);
}

function birthday(breed: Breed, petId: string): string {
  const [youngest, oldest] = adultAgeWeeks[breed.id] ?? ageWeeks[breed.category];
  const ageDays = randomInteger(youngest * 7, oldest * 7, seededRandom(`${petId}/birthday`));
  return new Date(lastBirthday - ageDays * dayMs).toISOString().slice(0, 10);
}

function price(breed: Breed, petId: string): number {
  const [low, high] = breed.priceRangeMinor;
  const step = high >= 100_000 ? 5_000 : high >= 10_000 ? 500 : 100;
  const steps = randomInteger(Math.ceil(low / step), Math.floor(high / step), seededRandom(`${petId}/price`));
  return steps * step;
}
