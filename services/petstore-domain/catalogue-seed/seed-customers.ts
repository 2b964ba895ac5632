import { pickOne, randomInteger, seededRandom, shuffled } from '@petstore/chassis/random';
import type { ActivityLevel, Experience, LivingSituation, PetCategory } from './breed.ts';

export interface SeedProfile {
  readonly petTypes: PetCategory[];
  readonly activityLevel: ActivityLevel;
  readonly livingSituation: LivingSituation;
  readonly experience: Experience;
  /** US cents. */
  readonly budgetMinor: readonly [number, number];
  readonly specialRequirements: string[];
}

/** A demonstration account; `roles` decide what its token permits. */
export interface SeedCustomer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly ('customer' | 'operator')[];
  readonly profile: SeedProfile | null;
}

const named: readonly SeedCustomer[] = [
  customer('customer-001', 'Alice Moreau', {
    petTypes: ['dog'],
    activityLevel: 'high',
    livingSituation: 'house_with_garden',
    experience: 'intermediate',
    budgetMinor: [50_000, 250_000],
    specialRequirements: ['good with children'],
  }),
  customer('customer-002', 'Benedict Achebe', {
    petTypes: ['cat', 'bird'],
    activityLevel: 'low',
    livingSituation: 'apartment',
    experience: 'novice',
    budgetMinor: [2_000, 120_000],
    specialRequirements: ['quiet'],
  }),
  customer('family-pet-seeker', 'The Lindqvist Family', {
    petTypes: ['dog', 'cat'],
    activityLevel: 'high',
    livingSituation: 'house_with_garden',
    experience: 'experienced',
    budgetMinor: [80_000, 350_000],
    specialRequirements: ['good with children'],
  }),
  customer('first-time-owner', 'Priya Raman', {
    petTypes: ['small-animal'],
    activityLevel: 'moderate',
    livingSituation: 'apartment',
    experience: 'novice',
    budgetMinor: [1_000, 12_000],
    specialRequirements: ['easy care'],
  }),
  customer('exotic-enthusiast', 'Viktor Salas', {
    petTypes: ['reptile', 'fish'],
    activityLevel: 'low',
    livingSituation: 'house',
    experience: 'expert',
    budgetMinor: [20_000, 200_000],
    specialRequirements: [],
  }),
  {
    id: 'operator',
    name: 'Marta Holm',
    email: 'operator@example.com',
    roles: ['operator'],
    profile: null,
  },
];

const firstNames = (
  'Amara Bruno Camille Dmitri Elena Farid Greta Hiro Ingrid Jamal Keiko Liam Mei Noor Omar Paula Quentin Rosa ' +
  'Stefan Tariq Uma Vera Wesley Ximena Yusuf Zara Anton Beatriz Conor Dalia'
).split(' ');
const lastNames = (
  'Abbott Bergström Castillo Dubois Eriksen Fontaine Gallagher Haddad Ito Jensen Kowalski Lambert Mensah Novak ' +
  'Okafor Petrov Quinn Rossi Schneider Tanaka Ueda Vargas Whitfield Yilmaz Zeman'
).split(' ');

const petTypes: readonly PetCategory[] = ['dog', 'cat', 'bird', 'fish', 'reptile', 'small-animal'];
const activityLevels: readonly ActivityLevel[] = ['low', 'moderate', 'high'];
const homes: readonly LivingSituation[] = ['apartment', 'apartment', 'house', 'house_with_garden', 'rural'];
const experiences: readonly Experience[] = ['novice', 'novice', 'intermediate', 'experienced', 'expert'];
const requirements = ['good with children', 'quiet', 'low shedding', 'easy care', 'good with other pets'];

/** Lowest and highest budget for each category of pet, in US cents. */
const budgets: Readonly<Record<PetCategory, readonly [number, number]>> = {
  dog: [60_000, 350_000],
  cat: [10_000, 250_000],
  bird: [2_000, 60_000],
  fish: [500, 20_000],
  reptile: [5_000, 45_000],
  'small-animal': [1_500, 20_000],
};

/** The personas and the two documented customers, then fifty-eight more for load tests. */
export const seedCustomers: readonly SeedCustomer[] = [
  ...named,
  ...Array.from({ length: 58 }, (_, index) => shopper(`customer-${String(index + 3).padStart(3, '0')}`)),
];

function shopper(id: string): SeedCustomer {
  const random = seededRandom(id);
  const name = `${pickOne(firstNames, random)} ${pickOne(lastNames, random)}`;
  const wanted = shuffled(petTypes, random).slice(0, randomInteger(1, 2, random));
  return customer(id, name, {
    petTypes: wanted,
    activityLevel: pickOne(activityLevels, random),
    livingSituation: pickOne(homes, random),
    experience: pickOne(experiences, random),
    budgetMinor: [
      Math.min(...wanted.map((type) => budgets[type][0])),
      Math.max(
        ...wanted.map(
          (type) => Math.round((budgets[type][1] * randomInteger(50, 100, random)) / 10_000) * 100,
        ),
      ),
    ],
    specialRequirements: shuffled(requirements, random).slice(0, randomInteger(0, 2, random)),
  });
}

function customer(id: string, name: string, profile: SeedProfile): SeedCustomer {
  return { id, name, email: `${id}@example.com`, roles: ['customer'], profile };
}
