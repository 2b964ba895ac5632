import { requireNumber, requireWhole } from '../errors/index.ts';
import { createSeededRandom } from '../random/index.ts';

/** Lower and upper bound, both included. */
export type Interval = readonly [number, number];

export interface BootstrapOptions {
  readonly seed: number;
  /** Number of resamples; 1,000 by default. */
  readonly resamples?: number | undefined;
  /** Confidence level; 0.95 by default. */
  readonly level?: number | undefined;
}

/** Mean with the percentile interval of its bootstrap resamples (Efron 1979); deterministic for a given seed. */
export function bootstrapMean(
  values: Float64Array,
  { seed, resamples = 1_000, level = 0.95 }: BootstrapOptions,
): { readonly mean: number; readonly interval: Interval } {
  requireWhole('The number of resamples', resamples, { least: 1 });
  requireNumber('The level', level, { least: 0, most: 1 });
  const random = createSeededRandom(seed);
  const mean = meanOf(values);
  const means = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample += 1) {
    let sum = 0;
    for (let draw = 0; draw < values.length; draw += 1) sum += values[random.below(values.length)] ?? 0;
    means[resample] = sum / values.length;
  }
  means.sort();
  const at = (share: number) => means[Math.round(share * (resamples - 1))] ?? mean;
  return { mean, interval: [at((1 - level) / 2), at((1 + level) / 2)] };
}

/** Mean paired difference of two models over the same users, with its bootstrap interval. */
export function compareInPairs(
  one: Float64Array,
  other: Float64Array,
  options: BootstrapOptions,
): { readonly mean: number; readonly interval: Interval } {
  return bootstrapMean(
    one.map((value, at) => value - (other[at] ?? 0)),
    options,
  );
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
