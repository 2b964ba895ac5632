import type { DetectorSettings } from './detector-settings.ts';

export interface EjectionObservation {
  readonly ejectedCount: number;
  readonly hostCount: number;
}

/** Whether one more host may go: the share is taken with it already out, so of few hosts 10% is none. */
export function mayEject(
  { ejectedCount, hostCount }: EjectionObservation,
  { maxEjectionPercent, alwaysEjectOneHost }: DetectorSettings,
): boolean {
  if (alwaysEjectOneHost && ejectedCount === 0) return true;
  return (100 * (ejectedCount + 1)) / hostCount <= Math.min(100, maxEjectionPercent);
}

/** How long a host stays out; it returns at the first sweep after that. */
export function ejectionTimeMs(
  backoff: number,
  { baseEjectionTimeMs, maxEjectionTimeMs }: DetectorSettings,
): number {
  return Math.min(baseEjectionTimeMs * backoff, maxEjectionTimeMs);
}

/** The factor of the next ejection grows until the longest time is passed once. */
export function growBackoff(
  backoff: number,
  { baseEjectionTimeMs, maxEjectionTimeMs }: DetectorSettings,
): number {
  return backoff * baseEjectionTimeMs < maxEjectionTimeMs + baseEjectionTimeMs ? backoff + 1 : backoff;
}
