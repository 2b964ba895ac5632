/** Whole amounts, as the recommender has them at each of its steps. */
export interface Resources {
  readonly cpuMillicores: number;
  readonly memoryBytes: number;
}

/** What is larger, or without bound, is this. */
export const largestAmount = 1e14;

/** Truncates; below zero, and where nothing is known, there is nothing. */
export function toAmount(value: number): number {
  return value > 0 ? Math.trunc(Math.min(value, largestAmount)) : 0;
}

export function scaleAmount(amount: number, factor: number): number {
  return toAmount(amount * factor);
}
