import type { ActivityLevel, ExperienceLevel, LivingSituation } from '@petstore/contracts/http';

/** What is known of a customer's wishes; a missing field was not stated and is not held against any pet. */
export interface StatedWishes {
  readonly petTypes?: readonly string[];
  readonly activityLevel?: ActivityLevel;
  readonly livingSituation?: LivingSituation;
  readonly experience?: ExperienceLevel;
  readonly budgetMinor?: readonly [number, number];
  readonly specialRequirements?: readonly string[];
}
