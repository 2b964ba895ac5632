import { longestTimerMs } from '../time/index.ts';
import { resilienceErrors } from './errors.ts';

interface BulkheadOptions {
  /** Most concurrent calls. */
  readonly mostAtOnce: number;
  /** Most callers that wait; the next one is refused at once. */
  readonly mostWaiting: number;
  /** Called whenever the counts change. */
  readonly onChange?: (counts: BulkheadCounts) => void;
}

export interface BulkheadCounts {
  readonly active: number;
  readonly waiting: number;
}

export interface Bulkhead {
  /**
   * Takes a slot: undefined if one was free, else a promise that resolves when one becomes free. It rejects with
   * `peer-saturated` if too many callers wait already, or after `patienceMs`.
   */
  enter(patienceMs: number): Promise<void> | undefined;
  /** Gives the slot back. */
  leave(): void;
}

/**
 * Bounds concurrent calls to a peer, with a short first-in-first-out queue, so that a slow peer does not block its
 * caller. Not Cockatiel's bulkhead: it keeps callers in the queue after their deadline and lets newcomers overtake.
 */
export function createBulkhead({ mostAtOnce, mostWaiting, onChange }: BulkheadOptions): Bulkhead {
  const queue = new Set<() => void>();
  let active = 0;
  const changed = () => onChange?.({ active, waiting: queue.size });

  function waitForTurn(patienceMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const proceed = () => {
        clearTimeout(timer);
        resolve();
      };
      const giveUp = () => {
        queue.delete(proceed);
        changed();
        reject(saturated());
      };
      const timer = setTimeout(giveUp, Math.min(patienceMs, longestTimerMs));
      queue.add(proceed);
      changed();
    });
  }

  return {
    enter(patienceMs) {
      if (active >= mostAtOnce)
        return queue.size < mostWaiting ? waitForTurn(patienceMs) : Promise.reject(saturated());
      active += 1;
      changed();
      return undefined;
    },
    leave() {
      const next = queue.values().next().value;
      // The capacity passes to the next in the queue without becoming free.
      if (next !== undefined) {
        queue.delete(next);
        next();
      } else active -= 1;
      changed();
    },
  };
}

const saturated = () => resilienceErrors.create('peer-saturated', { details: { retryAfterSeconds: 1 } });
