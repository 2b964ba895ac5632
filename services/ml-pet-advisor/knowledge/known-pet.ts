import type { ActivityLevel, ExperienceLevel, LivingSituation } from '@petstore/contracts/http';

/** What the advisor knows of one available pet. */
export interface KnownPet {
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
  /** What customers did with this breed, weighted: views 1, carts 5, purchases 20. */
  readonly popularity: number;
}
