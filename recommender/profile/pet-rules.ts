import type { Attribution } from '../ranking/index.ts';

/** What somebody has said of themselves; what was not said counts for nothing and against nothing. */
export interface PetProfile {
  readonly petTypes?: readonly string[] | undefined;
  /** From 0, calm, to 1. */
  readonly activity?: number | undefined;
  readonly livingSituation?: string | undefined;
  /** From 0, none, to 1. */
  readonly experience?: number | undefined;
}

/** What is known of a breed, or of a product for one. */
export interface ItemTraits {
  readonly petType?: string | undefined;
  readonly activity?: number | undefined;
  readonly livingSituations?: readonly string[] | undefined;
  readonly experienceNeeded?: number | undefined;
}

/** In the order of their indices in attributions. */
export const petRules = ['pet-type', 'activity', 'living-situation', 'experience'] as const;

/** The pet type outweighs all the rest together: nobody who asked for a cat wants the calmest dog. */
const weights: readonly number[] = [4, 1, 1, 1];

/** How well an item suits a profile, from 0 to 7, by rules alone: for shops that have no data yet. */
export function scoreByRules(profile: PetProfile, traits: ItemTraits): number {
  return explainByRules(profile, traits).reduce((sum, { amount }) => sum + amount, 0);
}

/** The terms of that score, one for each rule that says something. */
export function explainByRules(profile: PetProfile, traits: ItemTraits): readonly Attribution[] {
  return matches(profile, traits).flatMap((match, index) => {
    const amount = (weights[index] ?? 0) * match;
    return amount > 0 ? [{ source: 'rule' as const, index, amount }] : [];
  });
}

/**
 * A profile as the names of pseudo-items: columns beside the items of the matrix that EASE is fitted to, so that one
 * closed form serves those with a history, those with a profile alone, and those with both.
 */
export function profileAttributes(profile: PetProfile): readonly string[] {
  const { petTypes = [], activity, livingSituation, experience } = profile;
  return [
    ...petTypes.map((petType) => `pet-type:${petType}`),
    ...(isShare(activity) ? [`activity:${thirdOf(activity)}`] : []),
    ...(livingSituation === undefined ? [] : [`living-situation:${livingSituation}`]),
    ...(isShare(experience) ? [`experience:${thirdOf(experience)}`] : []),
  ];
}

function matches(profile: PetProfile, traits: ItemTraits): readonly number[] {
  const { petTypes, activity, livingSituation, experience } = profile;
  const { petType, livingSituations, experienceNeeded } = traits;
  const isTypeWanted = petType !== undefined && petTypes?.includes(petType) === true;
  const isHome = livingSituation !== undefined && livingSituations?.includes(livingSituation) === true;
  return [
    Number(isTypeWanted),
    closeness(activity, traits.activity),
    Number(isHome),
    sufficiency(experience, experienceNeeded),
  ];
}

function closeness(one: number | undefined, other: number | undefined): number {
  return isShare(one) && isShare(other) ? 1 - Math.abs(one - other) : 0;
}

function sufficiency(had: number | undefined, needed: number | undefined): number {
  return isShare(had) && isShare(needed) ? 1 - Math.max(0, needed - had) : 0;
}

function isShare(value: number | undefined): value is number {
  return value !== undefined && value >= 0 && value <= 1;
}

function thirdOf(share: number): string {
  return ['low', 'medium', 'high'][Math.min(2, Math.floor(share * 3))] ?? 'high';
}
