import type { Clock } from '../time/index.ts';

/** A wait that other code of the process can end. */
export interface Waker {
  /** Ends the current wait; without one, the next wait ends at once. */
  wake(): void;
  /** Takes back a wake that no wait has seen. */
  forget(): void;
  /** Resolves after `durationMs`, on a wake, or when the signal aborts; with whether it was a wake. */
  wait(durationMs: number, signal: AbortSignal): Promise<boolean>;
}

/** An explicit reason, because without one each abort creates an exception with a stack. */
const ended = 'ended';

export function createWaker(clock: Clock): Waker {
  let isDue = false;
  let present: AbortController | undefined;
  return {
    wake() {
      isDue = true;
      present?.abort(ended);
    },
    forget() {
      isDue = false;
    },
    async wait(durationMs, signal) {
      if (!isDue && !signal.aborted) {
        const wait = new AbortController();
        const stop = () => wait.abort(ended);
        present = wait;
        signal.addEventListener('abort', stop, { once: true });
        await clock.wait(durationMs, wait.signal);
        signal.removeEventListener('abort', stop);
        present = undefined;
      }
      const wasWoken = isDue;
      isDue = false;
      return wasWoken;
    },
  };
}
