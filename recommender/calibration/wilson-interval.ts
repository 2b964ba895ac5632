/** From and to, both included. */
export type Interval = readonly [number, number];

/** Of a normal distribution, 95 % within. */
const quantile = 1.959964;

/** Where a share probably lies of which so many of so many were seen (Wilson 1927), 95 %. */
export function wilsonInterval(hits: number, trials: number): Interval {
  if (trials === 0) return [0, 1];
  const share = hits / trials;
  const square = quantile ** 2 / trials;
  const centre = share + square / 2;
  const width = quantile * Math.sqrt((share * (1 - share)) / trials + square / (4 * trials));
  const bound = (value: number) => Math.min(1, Math.max(0, value / (1 + square)));
  return [bound(centre - width), bound(centre + width)];
}
