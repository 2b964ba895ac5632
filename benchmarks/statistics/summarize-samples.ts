/** The middle one of some measurements, the mean of the middle two where their number is even. Throws on none. */
export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((one, other) => one - other);
  const high = sorted[Math.floor(sorted.length / 2)];
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  if (high === undefined || low === undefined) throw new RangeError('The median of nothing does not exist.');
  return (low + high) / 2;
}
