/** The clock that arrivals follow, monotonic. */
interface LoopClock {
  nowMs(): number;
  /** Rejects when the run is to end. */
  sleep(ms: number): Promise<void>;
}

interface OpenLoop {
  /** Milliseconds from the start, ascending. */
  readonly arrivals: readonly number[];
  readonly clock: LoopClock;
  /** Begins one; `scheduledMs` is when it should begin, from which its latency counts. Must not reject. */
  start(index: number, scheduledMs: number): Promise<void>;
}

/**
 * Starts each at its time, also while earlier ones are still under way, so that a slow system is not asked less: what it
 * keeps waiting shows in the latencies (no coordinated omission). Resolves when all have ended.
 */
export async function runOpenLoop({ arrivals, clock, start }: OpenLoop): Promise<void> {
  const startedAtMs = clock.nowMs();
  const running: Promise<void>[] = [];
  for (const [index, arrivalMs] of arrivals.entries()) {
    const scheduledMs = startedAtMs + arrivalMs;
    const waitMs = scheduledMs - clock.nowMs();
    if (waitMs > 0) await clock.sleep(waitMs);
    running.push(start(index, scheduledMs));
  }
  await Promise.all(running);
}

/** When each journey of an open loop begins, in milliseconds from the start: evenly, whatever becomes of those before. */
export function planArrivals(ratePerSecond: number, seconds: number): number[] {
  const count = Math.max(1, Math.round(ratePerSecond * seconds));
  return Array.from({ length: count }, (_, index) => (index * 1_000) / ratePerSecond);
}
