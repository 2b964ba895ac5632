import type { SystemOptions } from '../../system/system-address.ts';

/** What of a decision can be decided again: each metric, or what behavior made of their proposal. */
export const decisionStages = ['metric', 'behavior'] as const;

export interface DecisionsOptions extends SystemOptions {
  /** Maximum age in milliseconds. */
  readonly since?: number;
  readonly stage?: (typeof decisionStages)[number];
}
