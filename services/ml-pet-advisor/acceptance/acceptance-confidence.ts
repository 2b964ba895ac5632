/**
 * The stated prior: a Beta distribution with the weight of ten recommendations, one of which was taken up. Until evidence says
 * otherwise, a recommended pet is expected in the cart one time in ten.
 */
export const prior = { accepted: 1, exposed: 10 } as const;

export interface Acceptance {
  readonly exposed: number;
  readonly accepted: number;
}

const bands = 10;

/** The score band, 0 to 9, whose acceptance so far a recommendation's confidence is. */
export function bandOf(score: number): number {
  return Math.min(bands - 1, Math.max(0, Math.floor(score * bands)));
}

/** Share of recommendations of a band that were taken up so far, under the prior: the mean of the Beta posterior. */
export function confidenceOf({ exposed, accepted }: Acceptance): number {
  return (prior.accepted + accepted) / (prior.exposed + exposed);
}
