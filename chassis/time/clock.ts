/** Wall time and waiting, injected so that tests own both. Milliseconds since the epoch. */
export interface Clock {
  now(): number;
  /** Resolves after `durationMs`, or as soon as the signal aborts (it never rejects). */
  wait(durationMs: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  wait: (durationMs, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const finish = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', finish);
        resolve();
      };
      const timer = setTimeout(finish, durationMs);
      signal?.addEventListener('abort', finish, { once: true });
    }),
};
