/** The clock that arrivals follow, monotonic. */
export interface LoopClock {
  nowMs(): number;
  /** Rejects when the run is to end. */
  sleep(ms: number): Promise<void>;
}

export interface OpenLoop {
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
