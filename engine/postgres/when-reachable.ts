import { isAppError } from '@petstore/chassis/errors';
import { type Clock, systemClock } from '@petstore/chassis/time';

export interface ReachingOptions {
  /** How long a server that cannot be reached is waited for. */
  readonly patienceMs: number;
  /** Ends the waiting; the last failure is thrown then. */
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock;
  /** Called once, when the waiting begins. */
  readonly onWait: () => void;
}

const askAgainMs = 250;

/** Does what needs a server of somebody else, which may be starting itself; anything but `database-unavailable` is thrown at once. */
export async function whenReachable<T>(
  ask: () => Promise<T>,
  { patienceMs, signal, clock = systemClock, onWait }: ReachingOptions,
): Promise<T> {
  const deadline = clock.now() + patienceMs;
  let isWaiting = false;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const isStarting = isAppError(error) && error.code === 'database-unavailable';
      if (!isStarting || signal?.aborted === true || clock.now() + askAgainMs > deadline) throw error;
      if (!isWaiting) onWait();
      isWaiting = true;
      await clock.wait(askAgainMs, signal);
    }
  }
}
