/** A measured time to a hundredth of a millisecond; the rest is noise. */
export function roundMs(durationMs: number): number {
  return Math.round(durationMs * 100) / 100;
}
