/** When each journey of an open loop begins, in milliseconds from the start: evenly, whatever becomes of those before. */
export function planArrivals(ratePerSecond: number, seconds: number): number[] {
  const count = Math.max(1, Math.round(ratePerSecond * seconds));
  return Array.from({ length: count }, (_, index) => (index * 1_000) / ratePerSecond);
}
