/** Monotonic clock that schedules the arrivals. */
interface LoopClock {
  nowMs(): number;
  /** Rejects when the run is aborted. */
  sleep(ms: number): Promise<void>;
}

interface OpenLoop {
  /** Milliseconds from the start, ascending. */
  readonly arrivals: Iterable<number>;
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
  const running = new Set<Promise<void>>();
  let index = 0;
  for (const arrivalMs of arrivals) {
    const scheduledMs = startedAtMs + arrivalMs;
    const waitMs = scheduledMs - clock.nowMs();
    if (waitMs > 0) await clock.sleep(waitMs);
    // A timer may end up to a millisecond early; then the latency counts from the start.
    const task = start(index, Math.min(scheduledMs, clock.nowMs())).finally(() => running.delete(task));
    running.add(task);
    index += 1;
  }
  await Promise.all(running);
}
