/** Wall time and waiting, injected so that tests control both. Milliseconds since the epoch. */
export interface Clock {
  now(): number;
  /** Resolves after `durationMs`, or as soon as the signal aborts (it never rejects). */
  wait(durationMs: number, signal?: AbortSignal): Promise<void>;
}

/** Node.js fires a timer with a longer delay at once. */
export const longestTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  wait: (durationMs, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      let leftMs = durationMs;
      let timer: NodeJS.Timeout;
      const finish = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', finish);
        resolve();
      };
      const begin = () => {
        const partMs = Math.min(leftMs, longestTimerMs);
        leftMs -= partMs;
        timer = setTimeout(leftMs > 0 ? begin : finish, partMs);
      };
      begin();
      signal?.addEventListener('abort', finish, { once: true });
    }),
};
