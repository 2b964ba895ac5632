import { activityLevels, experienceLevels } from '@petstore/contracts/http';
import type { KnownPet } from '../knowledge/known-pet.ts';
import type { StatedWishes } from '../preferences/stated-wishes.ts';

/** How well a pet matches the stated wishes; each factor is from 0 to 1, and 1 for a wish that was not stated. */
export interface MatchFactors {
  readonly category: number;
  readonly activity: number;
  readonly living: number;
  readonly experience: number;
  readonly price: number;
  /** Ease of care for the customer's experience; 1 is easy. */
  readonly care: number;
}

/** 1 for equal levels, decreasing linearly to 0 for the two extremes. */
function closeness<Level>(levels: readonly Level[], one: Level, other: Level): number {
  const distance = Math.abs(levels.indexOf(one) - levels.indexOf(other));
  return 1 - distance / (levels.length - 1);
}

function priceMatch(priceMinor: number, [from, to]: readonly [number, number]): number {
  if (priceMinor <= to) return priceMinor >= from ? 1 : 0.9;
  const over = (priceMinor - to) / Math.max(to, 1);
  return Math.max(0, 1 - 2 * over);
}

/** 1 if the experience is sufficient, halved for each missing level. */
function experienceMatch(wishes: StatedWishes, pet: KnownPet): number {
  if (wishes.experience === undefined) return 1;
  const missing =
    experienceLevels.indexOf(pet.experienceNeeded) - experienceLevels.indexOf(wishes.experience);
  return missing <= 0 ? 1 : 0.5 ** missing;
}

function careEase(wishes: StatedWishes, pet: KnownPet): number {
  const skill = wishes.experience === undefined ? 1 : experienceLevels.indexOf(wishes.experience);
  const easy = 2 + skill;
  return pet.careDifficulty <= easy ? 1 : Math.max(0, 1 - (pet.careDifficulty - easy) / 3);
}

/** Computes the factors of a pet by the rules in the service's README. */
export function matchFactors(wishes: StatedWishes, pet: KnownPet): MatchFactors {
  const { petTypes, activityLevel, livingSituation, budgetMinor } = wishes;
  return {
    category: petTypes === undefined || petTypes.includes(pet.category) ? 1 : 0,
    activity: activityLevel === undefined ? 1 : closeness(activityLevels, activityLevel, pet.activityLevel),
    living: livingSituation === undefined || pet.livingSituations.includes(livingSituation) ? 1 : 0,
    experience: experienceMatch(wishes, pet),
    price: budgetMinor === undefined ? 1 : priceMatch(pet.priceMinor, budgetMinor),
    care: careEase(wishes, pet),
  };
}
