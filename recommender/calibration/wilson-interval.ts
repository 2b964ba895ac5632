/** Lower and upper bound, both included. */
export type Interval = readonly [number, number];

/** Two-sided 95 % quantile of the standard normal distribution. */
const quantile = 1.959964;

/** 95 % score interval of a proportion after `hits` successes in `trials` trials (Wilson 1927). */
export function wilsonInterval(hits: number, trials: number): Interval {
  if (trials === 0) return [0, 1];
  const share = hits / trials;
  const square = quantile ** 2 / trials;
  const centre = share + square / 2;
  const width = quantile * Math.sqrt((share * (1 - share)) / trials + square / (4 * trials));
  const bound = (value: number) => Math.min(1, Math.max(0, value / (1 + square)));
  return [bound(centre - width), bound(centre + width)];
}
