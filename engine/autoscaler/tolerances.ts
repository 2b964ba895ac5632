/** How far a ratio may be from 1 before anything is done, as fractions. */
export interface Tolerances {
  readonly up: number;
  readonly down: number;
}

/** The band has its own width on each side of 1, and its ends belong to it. */
export function isWithinTolerance(ratio: number, { up, down }: Tolerances): boolean {
  return 1 - down <= ratio && ratio <= 1 + up;
}
