import type { Clock } from '../time/index.ts';

/** A wait that can be cut short from elsewhere in the process. */
export interface Waker {
  /** Ends the present wait, or the next one at once if none goes on. */
  wake(): void;
  /** Resolves after `durationMs`, on a wake or when the signal aborts. */
  wait(durationMs: number, signal: AbortSignal): Promise<void>;
}

export function createWaker(clock: Clock): Waker {
  let isDue = false;
  let interrupt = new AbortController();
  return {
    wake() {
      isDue = true;
      interrupt.abort();
    },
    async wait(durationMs, signal) {
      if (!isDue && !signal.aborted) {
        interrupt = new AbortController();
        const { signal: interrupted } = interrupt;
        const stop = () => interrupt.abort();
        signal.addEventListener('abort', stop, { once: true });
        await clock.wait(durationMs, interrupted);
        signal.removeEventListener('abort', stop);
      }
      isDue = false;
    },
  };
}
