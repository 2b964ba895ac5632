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
   * Runs `work` as soon as there is capacity. Throws `peer-saturated` if too many callers wait already, or after
   * `patienceMs` without capacity.
   */
  execute<Result>(work: () => Promise<Result>, patienceMs: number): Promise<Result>;
}

/**
 * Bounds concurrent calls to a peer, with a short first-in-first-out queue, so that a slow peer does not block its
 * caller. Not Cockatiel's bulkhead: it keeps callers in the queue after their deadline and lets newcomers overtake.
 */
export function createBulkhead({ mostAtOnce, mostWaiting, onChange }: BulkheadOptions): Bulkhead {
  const queue = new Set<() => void>();
  let active = 0;
  const changed = () => onChange?.({ active, waiting: queue.size });

  function leave(): void {
    const next = queue.values().next().value;
    // The capacity passes to the next in the queue without becoming free.
    if (next !== undefined) {
      queue.delete(next);
      next();
    } else active -= 1;
    changed();
  }

  function waitForTurn(patienceMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const proceed = () => {
        clearTimeout(timer);
        resolve();
      };
      const giveUp = () => {
        queue.delete(proceed);
        changed();
        reject(resilienceErrors.create('peer-saturated', { details: { retryAfterSeconds: 1 } }));
      };
      const timer = setTimeout(giveUp, Math.min(patienceMs, longestTimerMs));
      queue.add(proceed);
      changed();
    });
  }

  async function enter(patienceMs: number): Promise<void> {
    if (active < mostAtOnce) {
      active += 1;
      changed();
    } else if (queue.size < mostWaiting) await waitForTurn(patienceMs);
    else throw resilienceErrors.create('peer-saturated', { details: { retryAfterSeconds: 1 } });
  }

  return {
    async execute(work, patienceMs) {
      await enter(patienceMs);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
