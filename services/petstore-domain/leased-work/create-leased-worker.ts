import { randomUUID } from 'node:crypto';
import { messageOf } from '@petstore/chassis/errors';
import { createWaker } from '@petstore/chassis/events';
import type { Worker } from '@petstore/chassis/lifecycle';
import type { Logger } from '@petstore/chassis/logging';
import type { Clock } from '@petstore/chassis/time';
import type { Lease } from './lease.ts';

/** A row that somebody has to work on, as far as the loop around the work looks at it. */
export interface LeasedTask {
  readonly orderId: string;
  readonly correlationId: string;
  /** How often its present step was tried in vain. */
  readonly attempts: number;
}

/** Rows that become due, and what is done with one. */
export interface LeasedWork<Task extends LeasedTask> {
  readonly name: string;
  /** Leases due rows that nobody else works on. */
  claim(limit: number, lease: Lease): Promise<readonly Task[]>;
  /** Milliseconds until the next row is due or its lease ends; null when none is left. */
  timeToNext(): Promise<number | null>;
  /** One step. Resolves with the task when its next step is due at once. */
  run(task: Task): Promise<Task | null>;
  /** After an error of our own, to be tried later. */
  postpone(task: Task, failure: { readonly delayMs: number; readonly error: string }): Promise<void>;
  /** As it is, because this worker ends. */
  giveBack(task: Task): Promise<void>;
}

export interface LeasedWorkerOptions<Task extends LeasedTask> {
  readonly work: LeasedWork<Task>;
  readonly leaseMs: number;
  readonly mostAtOnce: number;
  readonly logger: Logger;
  readonly clock: Clock;
}

export interface LeasedWorker extends Worker {
  /** Tells it that a row became due; without it one waits for the next look at the table. */
  wake(): void;
}

/** How soon a row is seen that another process made or left behind. */
const longestWaitMs = 500;
const shortestWaitMs = 5;
const longestPostponeMs = 10_000;

/** Works on due rows, a few at once, beside other processes that do the same; a row whose worker dies is taken up when its lease ends. */
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

/** Runs a task's steps for as long as the next one is due at once. */
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
    if (current !== null) await work.giveBack(current);
  } catch (error) {
    await postpone(last, error, options);
  }
}

async function postpone<Task extends LeasedTask>(
  task: Task,
  error: unknown,
  { work, logger }: LeasedWorkerOptions<Task>,
): Promise<void> {
  const { orderId, correlationId, attempts } = task;
  const delayMs = Math.min(longestPostponeMs, 100 * 2 ** attempts);
  const what = { work: work.name, orderId, correlationId };
  logger.error({ err: error, ...what, delayMs }, 'a step failed; it is tried again');
  try {
    await work.postpone(task, { delayMs, error: messageOf(error) });
  } catch (failure) {
    // The lease runs out by itself, and the row is taken up again then.
    logger.warn({ err: failure, ...what }, 'a step could not be postponed');
  }
}
