/** The median; with an even number of samples the mean of the middle two. Throws a RangeError without samples. */
export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((one, other) => one - other);
  const high = sorted[Math.floor(sorted.length / 2)];
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  if (high === undefined || low === undefined) throw new RangeError('The median needs at least one sample.');
  return (low + high) / 2;
}
