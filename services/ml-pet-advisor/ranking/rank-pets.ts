import type { KnownPet } from '../knowledge/known-pet.ts';
import type { StatedWishes } from '../preferences/stated-wishes.ts';
import { type MatchFactors, matchFactors } from './match-factors.ts';

/** Largest score difference of a pet that counts as a similar choice. */
const similarScore = 0.05;

/** Version of the rules and weights. A change of either requires a new version, which has its own acceptance rates. */
export const modelVersion = 'rules-popularity-1';

export interface RankedPet {
  readonly pet: KnownPet;
  readonly factors: MatchFactors;
  /** Popularity relative to the most popular breed of the category, 0 to 1. */
  readonly popularity: number;
  /** 0 to 1; orders the list and selects the confidence band. Not a probability. */
  readonly score: number;
}

/** Weight of each factor in the score; the weights sum to 1. */
export const weights = {
  category: 0.3,
  living: 0.15,
  experience: 0.15,
  price: 0.15,
  activity: 0.1,
  care: 0.05,
  popularity: 0.1,
} as const;

const mostOfOneBreed = 1;
const childWords: ReadonlySet<string> = new Set([
  'good_with_children',
  'good_with_kids',
  'children',
  'kids',
  'family_friendly',
]);
const groomingWords: ReadonlySet<string> = new Set(['low_grooming', 'low_maintenance', 'easy_care']);

/** Whether a pet meets all requirements; unknown requirements are ignored. */
function meetsRequirements(wishes: StatedWishes, pet: KnownPet): boolean {
  return (wishes.specialRequirements ?? []).every((word) => {
    const requirement = word.toLowerCase().replaceAll(/[\s-]+/g, '_');
    if (childWords.has(requirement)) return pet.goodWithChildren;
    if (groomingWords.has(requirement)) return pet.groomingNeed === 'low';
    return true;
  });
}

function highestByCategory(pets: readonly KnownPet[]): ReadonlyMap<string, number> {
  const highest = new Map<string, number>();
  for (const { category, popularity } of pets)
    highest.set(category, Math.max(highest.get(category) ?? 0, popularity));
  return highest;
}

function scoreOf(factors: MatchFactors, popularity: number): number {
  const { category, living, experience, price, activity, care } = factors;
  return (
    weights.category * category +
    weights.living * living +
    weights.experience * experience +
    weights.price * price +
    weights.activity * activity +
    weights.care * care +
    weights.popularity * popularity
  );
}

/** Ranks the pets that meet the requirements by score, then by id. */
export function rankPets(pets: readonly KnownPet[], wishes: StatedWishes): readonly RankedPet[] {
  const highest = highestByCategory(pets);
  return pets
    .filter((pet) => meetsRequirements(wishes, pet))
    .map((pet) => {
      const factors = matchFactors(wishes, pet);
      const most = highest.get(pet.category) ?? 0;
      const popularity = most === 0 ? 0 : pet.popularity / most;
      return { pet, factors, popularity, score: scoreOf(factors, popularity) };
    })
    .sort((one, other) => other.score - one.score || (one.pet.petId < other.pet.petId ? -1 : 1));
}

/** Chooses the best `count` pets with one per breed; further pets of a breed only if there are too few breeds. */
export function chooseDiverse(ranked: readonly RankedPet[], count: number): readonly RankedPet[] {
  const perBreed = new Map<string, number>();
  const chosen: RankedPet[] = [];
  const spare: RankedPet[] = [];
  for (const candidate of ranked) {
    const taken = perBreed.get(candidate.pet.breedId) ?? 0;
    if (taken >= mostOfOneBreed) {
      spare.push(candidate);
      continue;
    }
    perBreed.set(candidate.pet.breedId, taken + 1);
    chosen.push(candidate);
    if (chosen.length === count) return chosen;
  }
  return [...chosen, ...spare.slice(0, count - chosen.length)];
}

interface CheaperPet {
  readonly petId: string;
  readonly savingMinor: number;
  readonly currency: string;
}

/** The cheapest similar pet of the same category; null if it saves less than 10 percent. */
export function findCheaper(chosen: RankedPet, ranked: readonly RankedPet[]): CheaperPet | null {
  let best: RankedPet | undefined;
  for (const candidate of ranked) {
    if (candidate.pet.category !== chosen.pet.category || candidate.score < chosen.score - similarScore)
      continue;
    if (candidate.pet.priceMinor < (best ?? chosen).pet.priceMinor) best = candidate;
  }
  if (best === undefined) return null;
  const savingMinor = chosen.pet.priceMinor - best.pet.priceMinor;
  if (savingMinor * 10 < chosen.pet.priceMinor) return null;
  return { petId: best.pet.petId, savingMinor, currency: chosen.pet.currency };
}
