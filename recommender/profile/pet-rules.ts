import type { Attribution } from '../ranking/index.ts';

/** What a customer stated; unstated fields count neither for nor against an item. */
export interface PetProfile {
  readonly petTypes?: readonly string[] | undefined;
  /** 0 (calm) to 1. */
  readonly activity?: number | undefined;
  readonly livingSituation?: string | undefined;
  /** 0 (none) to 1. */
  readonly experience?: number | undefined;
}

/** Traits of a breed, or of the breed that a product is for. */
export interface ItemTraits {
  readonly petType?: string | undefined;
  readonly activity?: number | undefined;
  readonly livingSituations?: readonly string[] | undefined;
  readonly experienceNeeded?: number | undefined;
}

/** Rules in the order of their indices in attributions. */
export const petRules = ['pet-type', 'activity', 'living-situation', 'experience'] as const;

/** The pet type outweighs all other rules together: a customer who asked for a cat is not offered a calm dog. */
const weights: readonly number[] = [4, 1, 1, 1];

/** Scores how well an item matches a profile, 0 to 7, by rules alone: for shops without data. */
export function scoreByRules(profile: PetProfile, traits: ItemTraits): number {
  return explainByRules(profile, traits).reduce((sum, { amount }) => sum + amount, 0);
}

/** The terms of that score, one per rule that applies. */
export function explainByRules(profile: PetProfile, traits: ItemTraits): readonly Attribution[] {
  return matches(profile, traits).flatMap((match, index) => {
    const amount = (weights[index] ?? 0) * match;
    return amount > 0 ? [{ source: 'rule' as const, index, amount }] : [];
  });
}

/**
 * A profile as pseudo-items: extra columns of the matrix that EASE is fitted to, so one closed form serves users with a
 * history, with a profile only, and with both.
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
