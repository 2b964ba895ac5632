import { randomUUID } from 'node:crypto';
import { messageOf } from '../errors/index.ts';
import type { Logger } from '../logging/index.ts';
import { backOffMs } from '../resilience/back-off.ts';
import type { Clock } from '../time/index.ts';
import { createWaker } from './waker.ts';
import type { Worker } from './worker.ts';

/** The exclusive right to work on a row for a limited time; a write requires the token of the current lease. */
export interface Lease {
  /** Fencing token: after a lease has ended, the row holds another token. */
  readonly token: string;
  readonly milliseconds: number;
}

/** Fields of a row that the loop reads. */
export interface LeasedTask {
  /** Failed attempts of its current step. */
  readonly attempts: number;
}

/** The rows that become due, and the work on each. */
export interface LeasedWork<Task extends LeasedTask> {
  readonly name: string;
  /** Fields that identify the row in log lines. */
  describe(task: Task): Readonly<Record<string, string>>;
  /** Leases due rows that no other worker has leased. */
  claim(limit: number, lease: Lease): Promise<readonly Task[]>;
  /** Milliseconds until the next row is due or its lease ends; null when none is left. */
  timeToNext(): Promise<number | null>;
  /** Runs one step; resolves with the task if its next step is due at once, else with null. */
  run(task: Task): Promise<Task | null>;
  /** Releases the row after an error; it is due again after the delay. */
  postpone(task: Task, failure: { readonly delayMs: number; readonly error: string }): Promise<void>;
  /** Releases the row unchanged, because this worker ends. */
  release(task: Task): Promise<void>;
}

interface LeasedWorkerOptions<Task extends LeasedTask> {
  readonly work: LeasedWork<Task>;
  readonly leaseMs: number;
  readonly mostAtOnce: number;
  readonly logger: Logger;
  readonly clock: Clock;
}

export interface LeasedWorker extends Worker {
  /** Makes the worker look for due rows now; without it a new row waits for the next poll. */
  wake(): void;
}

/** Upper bound of the time until a row is noticed that another process wrote or whose lease has ended. */
const longestWaitMs = 500;
const shortestWaitMs = 5;
const postponement = { firstMs: 100, longestMs: 10_000, jitter: 'none' } as const;

/**
 * Works on due rows, at most `mostAtOnce` concurrently, beside replicas that do the same. When a worker dies, its rows
 * are claimed again after their leases end.
 */
export function createLeasedWorker<Task extends LeasedTask>(
  options: LeasedWorkerOptions<Task>,
): LeasedWorker {
  const { work, leaseMs, mostAtOnce, clock } = options;
  const waker = createWaker(clock);

  async function claim(limit: number): Promise<readonly Task[]> {
    return limit === 0 ? [] : work.claim(limit, { token: randomUUID(), milliseconds: leaseMs });
  }

  async function waitForWork(isFull: boolean, signal: AbortSignal): Promise<void> {
    const dueMs = isFull ? null : await work.timeToNext();
    const waitMs = Math.min(longestWaitMs, Math.max(shortestWaitMs, dueMs ?? longestWaitMs));
    await waker.wait(waitMs, signal);
  }

  return {
    name: work.name,
    wake: () => waker.wake(),
    async run(signal) {
      const running = new Set<Promise<void>>();
      try {
        while (!signal.aborted) {
          const free = mostAtOnce - running.size;
          const claimed = await claim(free);
          for (const task of claimed) {
            const run = drive(task, options, signal).finally(() => {
              running.delete(run);
              waker.wake();
            });
            running.add(run);
          }
          const isFull = running.size === mostAtOnce;
          if (isFull || claimed.length < free) await waitForWork(isFull, signal);
        }
      } finally {
        await Promise.allSettled(running);
      }
    },
  };
}

/** Runs a task's steps while the next one is due at once. */
async function drive<Task extends LeasedTask>(
  task: Task,
  options: LeasedWorkerOptions<Task>,
  signal: AbortSignal,
): Promise<void> {
  const { work } = options;
  let current: Task | null = task;
  let last = task;
  try {
    while (current !== null && !signal.aborted) {
      last = current;
      current = await work.run(current);
    }
    if (current !== null) await work.release(current);
  } catch (error) {
    await postpone(last, error, options);
  }
}

async function postpone<Task extends LeasedTask>(
  task: Task,
  error: unknown,
  { work, logger }: LeasedWorkerOptions<Task>,
): Promise<void> {
  const delayMs = backOffMs(task.attempts, postponement);
  const what = { work: work.name, ...work.describe(task) };
  logger.error({ err: error, ...what, delayMs }, 'a step failed and is retried');
  try {
    await work.postpone(task, { delayMs, error: messageOf(error) });
  } catch (failure) {
    // The row is claimed again when the lease ends.
    logger.warn({ err: failure, ...what }, 'a step could not be postponed');
  }
}
