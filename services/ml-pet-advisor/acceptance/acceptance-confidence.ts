/**
 * Prior of the acceptance rate: a Beta distribution with the weight of ten recommendations, one of which was accepted.
 */
export const prior = { accepted: 1, exposed: 10 } as const;

export interface Acceptance {
  readonly exposed: number;
  readonly accepted: number;
}

const bands = 10;

/** Score band, 0 to 9, whose acceptance rate is the confidence of a recommendation. */
export function bandOf(score: number): number {
  return Math.min(bands - 1, Math.max(0, Math.floor(score * bands)));
}

/** Acceptance rate of a band: the mean of the Beta posterior. */
export function confidenceOf({ exposed, accepted }: Acceptance): number {
  return (prior.accepted + accepted) / (prior.exposed + exposed);
}
