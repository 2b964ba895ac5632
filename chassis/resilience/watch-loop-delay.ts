const sampleMs = 250;

export interface LoopDelay {
  /** How late the last sample came: what a request that arrives now may have to wait before anybody looks at it. */
  delayMs(): number;
  close(): void;
}

/** Samples how late timers fire, four times a second. */
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
