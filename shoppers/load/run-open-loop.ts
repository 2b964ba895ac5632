/** Monotonic clock that schedules the arrivals. */
interface LoopClock {
  nowMs(): number;
  /** Rejects when the run is aborted. */
  sleep(ms: number): Promise<void>;
}

interface OpenLoop {
  /** Milliseconds from the start, ascending. */
  readonly arrivals: readonly number[];
  readonly clock: LoopClock;
  /** Starts one task; `scheduledMs` is its scheduled time, from which its latency counts. Must not reject. */
  start(index: number, scheduledMs: number): Promise<void>;
}

/**
 * Starts each task at its scheduled time even while earlier ones are still running, so that waiting caused by a slow
 * system is part of the latencies (no coordinated omission). Resolves when all have ended.
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
