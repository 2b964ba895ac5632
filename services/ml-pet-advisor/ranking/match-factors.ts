import { activityLevels, experienceLevels } from '@petstore/contracts/http';
import type { KnownPet } from '../knowledge/known-pet.ts';
import type { StatedWishes } from '../preferences/stated-wishes.ts';

/** How well a pet fits what a customer stated, each from 0 to 1. A wish that was not stated counts as met. */
export interface MatchFactors {
  readonly category: number;
  readonly activity: number;
  readonly living: number;
  readonly experience: number;
  readonly price: number;
  /** Ease of care for this customer's experience: 1 is easy. */
  readonly care: number;
}

/** 1 when equal, less by an equal step for each level between. */
function closeness<Level>(levels: readonly Level[], one: Level, other: Level): number {
  const distance = Math.abs(levels.indexOf(one) - levels.indexOf(other));
  return 1 - distance / (levels.length - 1);
}

function priceMatch(priceMinor: number, [from, to]: readonly [number, number]): number {
  if (priceMinor <= to) return priceMinor >= from ? 1 : 0.9;
  const over = (priceMinor - to) / Math.max(to, 1);
  return Math.max(0, 1 - 2 * over);
}

/** A pet that needs less experience than there is fits fully; each level that is missing costs half of what is left. */
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

/** Pure arithmetic over stated wishes and facts of the breed; the rules are written down in the service's README. */
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
