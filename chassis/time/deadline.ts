/** The moment by which an answer is of use to whoever waits for it; after it, work on it is wasted. */
export interface Deadline {
  /** Milliseconds that are left, never below zero. */
  remainingMs(): number;
}

const monotonicMs = (): number => performance.now();

/**
 * A deadline so many milliseconds from now. It is kept on a clock that only moves forward, so a step of the wall clock neither
 * ends work early nor lets it run for ever.
 */
export function deadlineAfter(durationMs: number, now: () => number = monotonicMs): Deadline {
  const at = now() + durationMs;
  return { remainingMs: () => Math.max(0, at - now()) };
}

/** The milliseconds that are left of a deadline, if there is one. */
export function remainingOf(deadline: Deadline | undefined): number {
  return deadline?.remainingMs() ?? Number.POSITIVE_INFINITY;
}
