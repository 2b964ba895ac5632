/** When the caller stops waiting; work after it is wasted. */
export interface Deadline {
  /** Remaining milliseconds, never negative. */
  remainingMs(): number;
}

const monotonicMs = (): number => performance.now();

/**
 * A deadline this many milliseconds from now, on a monotonic clock: a step of the wall clock neither shortens nor
 * extends it.
 */
export function deadlineAfter(durationMs: number, now: () => number = monotonicMs): Deadline {
  const at = now() + durationMs;
  return { remainingMs: () => Math.max(0, at - now()) };
}

/** Remaining milliseconds of a deadline; infinite without one. */
export function remainingOf(deadline: Deadline | undefined): number {
  return deadline?.remainingMs() ?? Number.POSITIVE_INFINITY;
}
