import { longestTimerMs } from '../time/index.ts';
import { resilienceErrors } from './errors.ts';

export interface BulkheadOptions {
  /** Calls under way at the same time. */
  readonly mostAtOnce: number;
  /** Callers that may wait for their turn; the next one is refused at once. */
  readonly mostWaiting: number;
  /** Told whenever the numbers change. */
  readonly onChange?: (counts: BulkheadCounts) => void;
}

export interface BulkheadCounts {
  readonly active: number;
  readonly waiting: number;
}

export interface Bulkhead {
  /**
   * Runs `work` when there is a place for it. Throws `peer-saturated` when too many wait already, or when there was none within
   * `patienceMs`.
   */
  execute<Result>(work: () => Promise<Result>, patienceMs: number): Promise<Result>;
}

/**
 * Keeps a slow peer from taking all of its caller: bounded concurrency and a short queue in order of arrival. Cockatiel's leaves
 * callers whose time is over in the queue and lets newcomers overtake, hence our own.
 */
export function createBulkhead({ mostAtOnce, mostWaiting, onChange }: BulkheadOptions): Bulkhead {
  const queue = new Set<() => void>();
  let active = 0;
  const changed = () => onChange?.({ active, waiting: queue.size });

  function leave(): void {
    const next = queue.values().next().value;
    // The place passes to the next in line without ever being free.
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
