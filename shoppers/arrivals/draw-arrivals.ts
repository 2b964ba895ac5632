import { seededRandom } from '@petstore/chassis/random';
import { type ArrivalRate, expectedArrivals } from './arrival-rate.ts';

/** When the arrivals of one load are due. */
export interface ArrivalPlan {
  readonly rate: ArrivalRate;
  readonly seconds: number;
  /**
   * `even`: as the rate asks, without chance, the first at the start. `poisson`: independent of each other, as those of
   * many customers are.
   */
  readonly spacing: 'even' | 'poisson';
  /** Decides a `poisson` plan: the same arrivals for the same seed. */
  readonly seed: number;
}

const halvings = 60;

/**
 * The times of the arrivals in milliseconds from the start, ascending, drawn as they are asked for.
 *
 * Arrivals of a unit rate are mapped through the inverse of the expected number of arrivals, which gives a Poisson
 * process of any course of the rate (time-rescaling: Daley and Vere-Jones, An Introduction to the Theory of Point
 * Processes, 7.4).
 */
export function* drawArrivals({ rate, seconds, spacing, seed }: ArrivalPlan): Generator<number> {
  const random = seededRandom(seed);
  const gap = spacing === 'even' ? () => 1 : () => -Math.log(1 - random());
  const expected = expectedArrivals(rate, seconds);
  let atSeconds = 0;
  for (let due = spacing === 'even' ? 0 : gap(); due < expected; due += gap()) {
    atSeconds = timeOf(rate, due, { from: atSeconds, to: seconds });
    yield atSeconds * 1_000;
  }
}

/** The first time by which `due` arrivals are expected. */
function timeOf(rate: ArrivalRate, due: number, { from, to }: { from: number; to: number }): number {
  if (rate.shape === 'steady') return due / rate.perSecond;
  let [low, high] = [from, to];
  for (let halving = 0; halving < halvings && low < high; halving += 1) {
    const middle = (low + high) / 2;
    if (expectedArrivals(rate, middle) < due) low = middle;
    else high = middle;
  }
  return high;
}

/** Evenly spaced arrival times of a steady rate in milliseconds; one at the least. */
export function planArrivals(ratePerSecond: number, seconds: number): number[] {
  const count = Math.max(1, Math.round(ratePerSecond * seconds));
  return Array.from({ length: count }, (_, index) => (index * 1_000) / ratePerSecond);
}
