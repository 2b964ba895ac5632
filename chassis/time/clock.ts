/** Wall time and waiting, injected so that tests own both. Milliseconds since the epoch. */
export interface Clock {
  now(): number;
  /** Resolves after `durationMs`, or as soon as the signal aborts (it never rejects). */
  wait(durationMs: number, signal?: AbortSignal): Promise<void>;
}

/** Node.js fires a timer that is set for longer than this at once. */
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
