import type { ActivityLevel, ExperienceLevel, LivingSituation } from '@petstore/contracts/http';

/** What is said of a pet when it is listed. */
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
  /** 1 (easy) to 5 (for experts). */
  readonly careDifficulty: number;
  readonly goodWithChildren: boolean;
  readonly groomingNeed: string;
  readonly size: string;
}

/** What may change of a pet from one moment to the next. */
export interface AvailablePet {
  readonly petId: string;
  readonly priceMinor: number;
  /** What customers did with this breed, weighted: views 1, carts 5, purchases 20. */
  readonly popularity: number;
}

/** What the advisor knows of one available pet. */
export type KnownPet = DescribedPet & AvailablePet;
