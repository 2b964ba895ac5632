const sampleMs = 250;

interface LoopDelay {
  /** Delay of the latest sample: how long a request that arrives now may wait for the event loop. */
  delayMs(): number;
  close(): void;
}

/** Samples the delay of timers four times a second. */
export function watchLoopDelay(): LoopDelay {
  let expectedAt = performance.now() + sampleMs;
  let lateMs = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    lateMs = Math.max(0, now - expectedAt);
    expectedAt = now + sampleMs;
  }, sampleMs);
  timer.unref();
  return {
    delayMs: () => Math.max(lateMs, performance.now() - expectedAt),
    close: () => clearInterval(timer),
  };
}
