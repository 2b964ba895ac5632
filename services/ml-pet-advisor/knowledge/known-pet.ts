import type { ActivityLevel, ExperienceLevel, LivingSituation } from '@petstore/contracts/http';

/** Properties of a pet from its listing. */
export interface DescribedPet {
  readonly petId: string;
  readonly name: string;
  readonly category: string;
  readonly breedId: string;
  readonly breed: string;
  readonly priceMinor: number;
  readonly currency: string;
  readonly activityLevel: ActivityLevel;
  readonly livingSituations: readonly LivingSituation[];
  readonly experienceNeeded: ExperienceLevel;
  /** From 1 (easy) to 5 (for experts). */
  readonly careDifficulty: number;
  readonly goodWithChildren: boolean;
  readonly groomingNeed: string;
  readonly size: string;
}

/** Properties of a pet that change. */
export interface AvailablePet {
  readonly petId: string;
  readonly priceMinor: number;
  /** Weighted count of interactions with the breed: views 1, carts 5, purchases 20. */
  readonly popularity: number;
}

/** All properties of an available pet. */
export type KnownPet = DescribedPet & AvailablePet;
