import type { ActivityLevel, ExperienceLevel, LivingSituation } from '@petstore/contracts/http';

/** The stated wishes of a customer; an absent field counts as met by every pet. */
export interface StatedWishes {
  readonly petTypes?: readonly string[];
  readonly activityLevel?: ActivityLevel;
  readonly livingSituation?: LivingSituation;
  readonly experience?: ExperienceLevel;
  readonly budgetMinor?: readonly [number, number];
  readonly specialRequirements?: readonly string[];
}
