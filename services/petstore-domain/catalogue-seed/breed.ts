export type PetCategory = 'dog' | 'cat' | 'bird' | 'fish' | 'reptile' | 'small-animal';
export type BreedSize = 'tiny' | 'small' | 'medium' | 'large' | 'giant';
export type ActivityLevel = 'low' | 'moderate' | 'high';
export type LivingSituation = 'apartment' | 'house' | 'house_with_garden' | 'rural';
export type Experience = 'novice' | 'intermediate' | 'experienced' | 'expert';

/** A breed or species as the shop describes it to a buyer. */
export interface Breed {
  readonly id: string;
  readonly name: string;
  readonly category: PetCategory;
  /** The scientific name. */
  readonly species: string;
  /** Adult size, compared with other pets of the same category. */
  readonly size: BreedSize;
  readonly lifespanYears: readonly [number, number];
  readonly activityLevel: ActivityLevel;
  readonly livingSituations: readonly LivingSituation[];
  readonly experienceNeeded: Experience;
  readonly careDifficulty: 1 | 2 | 3 | 4 | 5;
  readonly goodWithChildren: boolean;
  readonly dailyCareMinutes: number;
  readonly groomingNeed: 'low' | 'moderate' | 'high';
  /** A noun phrase that completes "feed ...". */
  readonly diet: string;
  /** A noun phrase that completes "needs ...". */
  readonly housing: string;
  readonly careFact: string;
  /** US cents. */
  readonly priceRangeMinor: readonly [number, number];
}

export const anyHome: readonly LivingSituation[] = ['apartment', 'house', 'house_with_garden', 'rural'];
export const houseOrLarger: readonly LivingSituation[] = ['house', 'house_with_garden', 'rural'];
export const gardenOrLarger: readonly LivingSituation[] = ['house_with_garden', 'rural'];
