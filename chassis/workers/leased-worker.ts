import { randomUUID } from 'node:crypto';
import { messageOf } from '../errors/index.ts';
import type { Logger } from '../logging/index.ts';
import { backOffMs } from '../resilience/back-off.ts';
import { type Clock, type Deadline, deadlineAfter } from '../time/index.ts';
import { createWaker, type Waker } from './waker.ts';
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
  /** Time until its step is due, over which this worker keeps the lease; 0 by default. */
  readonly delayMs?: number;
}

/** What a look into the database found. */
export interface Claimed<Task> {
  readonly tasks: readonly Task[];
  /** Milliseconds until the next of the other rows is due or its lease ends; null when none is left. */
  readonly nextInMs: number | null;
}

/** The rows that become due, and the work on each. */
export interface LeasedWork<Task extends LeasedTask> {
  readonly name: string;
  /** Fields that identify the row in log lines. */
  describe(task: Task): Readonly<Record<string, string>>;
  /** Leases due rows that no other worker has leased. */
  claim(limit: number, lease: Lease): Promise<Claimed<Task>>;
  /** Runs one step; resolves with the task if this worker keeps its lease for the next step, else with null. */
  run(task: Task): Promise<Task | null>;
  /** Releases the row after an error; it is due again after the delay. */
  postpone(task: Task, failure: { readonly delayMs: number; readonly error: string }): Promise<void>;
  /** Releases the row unchanged, because this worker ends. */
  release(task: Task): Promise<void>;
}

export interface LeasedWorkerOptions<Task extends LeasedTask> {
  readonly work: LeasedWork<Task>;
  readonly leaseMs: number;
  readonly mostAtOnce: number;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Monotonic time in milliseconds. */
  readonly now?: () => number;
  /** Uniform in [0, 1), for the jitter between looks. */
  readonly random?: () => number;
}

export interface LeasedWorker<Task extends LeasedTask> extends Worker {
  /**
   * Makes the worker look for due rows after a delay, by default now. For whoever wrote such a row in this process; a
   * row of which the worker is not told waits for the next look, up to 6 s.
   */
  wake(afterMs?: number): void;
  /** A lease for a row that is about to be written; null while the worker is busy or does not run. */
  lease(): Lease | null;
  /** Takes a row that was written with such a lease, after its commit. */
  take(task: Task): void;
}

/** Mean time between two looks at rest, with a fifth of jitter, so that the replicas' looks spread. */
const restMs = 5_000;
/** A due row that was not claimed is locked by somebody for the moment. */
const shortestWaitMs = 50;
const postponement = { firstMs: 100, longestMs: 10_000, jitter: 'none' } as const;

/**
 * Works on due rows, at most `mostAtOnce` concurrently, beside replicas that do the same. Due times are kept in memory,
 * as the claims, the steps and `wake` tell them; the database is asked when one is reached, and every few seconds for
 * what nobody told. When a worker dies, its rows are claimed again after their leases end, at the next look at the
 * latest.
 */
export function createLeasedWorker<Task extends LeasedTask>(
  options: LeasedWorkerOptions<Task>,
): LeasedWorker<Task> {
  return new LeasedLoop(options);
}

interface WaitingTask<Task> {
  readonly task: Task;
  readonly due: Deadline;
}

class LeasedLoop<Task extends LeasedTask> implements LeasedWorker<Task> {
  readonly name: string;
  readonly #options: LeasedWorkerOptions<Task>;
  readonly #waker: Waker;
  readonly #running = new Set<Promise<void>>();
  /** Leased tasks whose step is not due yet, or waits for a free slot. */
  #waiting: WaitingTask<Task>[] = [];
  #nextLook: Deadline;
  #isTaking = false;

  constructor(options: LeasedWorkerOptions<Task>) {
    this.name = options.work.name;
    this.#options = options;
    this.#waker = createWaker(options.clock);
    this.#nextLook = this.#after(0);
  }

  wake(afterMs = 0): void {
    this.#lookWithin(afterMs);
    this.#waker.wake();
  }

  lease(): Lease | null {
    const due = this.#waiting.filter((each) => each.due.remainingMs() === 0).length;
    return this.#isTaking && due < this.#freeSlots() ? this.#newLease() : null;
  }

  take(task: Task): void {
    this.#keep(task);
    if (this.#isTaking) this.#waker.wake();
    else void this.#releaseAll();
  }

  async run(signal: AbortSignal): Promise<void> {
    this.#isTaking = true;
    try {
      while (!signal.aborted) {
        this.#startDueTasks(signal);
        if (this.#freeSlots() > 0 && this.#nextLook.remainingMs() === 0) await this.#lookForWork();
        else await this.#waitForWork(signal);
      }
    } finally {
      this.#isTaking = false;
      await Promise.allSettled(this.#running);
      await this.#releaseAll();
    }
  }

  #startDueTasks(signal: AbortSignal): void {
    const later: WaitingTask<Task>[] = [];
    for (const each of this.#waiting) {
      if (this.#freeSlots() === 0 || each.due.remainingMs() > 0) later.push(each);
      else this.#start(each.task, signal);
    }
    this.#waiting = later;
  }

  #start(task: Task, signal: AbortSignal): void {
    const run = drive(task, {
      ...this.#options,
      signal,
      keep: (each) => this.#keep(each),
      lookWithin: (milliseconds) => this.#lookWithin(milliseconds),
    }).finally(() => {
      this.#running.delete(run);
      this.#waker.wake();
    });
    this.#running.add(run);
  }

  async #lookForWork(): Promise<void> {
    const { work, random = Math.random } = this.#options;
    // Before the question, so that a wake while it is on its way leads to another one.
    this.#nextLook = this.#after(restMs * (0.8 + 0.4 * random()));
    const limit = this.#freeSlots();
    const { tasks, nextInMs } = await work.claim(limit, this.#newLease());
    for (const task of tasks) this.#keep(task);
    if (tasks.length === limit) this.#lookWithin(0);
    else if (nextInMs !== null) this.#lookWithin(Math.max(shortestWaitMs, nextInMs));
  }

  async #waitForWork(signal: AbortSignal): Promise<void> {
    // Without a free slot nothing can be started; the end of a run wakes.
    const deadlines = this.#freeSlots() === 0 ? [] : [this.#nextLook, ...this.#waiting.map(({ due }) => due)];
    const dueMs = deadlines.map((due) => due.remainingMs());
    await this.#waker.wait(Math.ceil(Math.min(restMs, ...dueMs)), signal);
  }

  /** Rows that cannot be released are claimed when their leases end. */
  async #releaseAll(): Promise<void> {
    const left = this.#waiting;
    this.#waiting = [];
    await Promise.allSettled(left.map(({ task }) => this.#options.work.release(task)));
  }

  #keep(task: Task): void {
    this.#waiting.push({ task, due: this.#after(task.delayMs ?? 0) });
  }

  #lookWithin(milliseconds: number): void {
    if (milliseconds < this.#nextLook.remainingMs()) this.#nextLook = this.#after(milliseconds);
  }

  #freeSlots(): number {
    return this.#options.mostAtOnce - this.#running.size;
  }

  #newLease(): Lease {
    return { token: randomUUID(), milliseconds: this.#options.leaseMs };
  }

  #after(milliseconds: number): Deadline {
    return deadlineAfter(milliseconds, this.#options.now);
  }
}

interface Drive<Task extends LeasedTask> extends LeasedWorkerOptions<Task> {
  readonly signal: AbortSignal;
  /** Keeps a leased task until its step is due. */
  keep(task: Task): void;
  lookWithin(milliseconds: number): void;
}

/** Runs a task's steps while the next one is due at once. */
async function drive<Task extends LeasedTask>(task: Task, options: Drive<Task>): Promise<void> {
  const { work, keep, signal } = options;
  let current: Task | null = task;
  let last = task;
  try {
    do {
      last = current;
      current = await work.run(current);
    } while (current !== null && (current.delayMs ?? 0) === 0 && !signal.aborted);
    if (current !== null) keep(current);
  } catch (error) {
    await postpone(last, error, options);
  }
}

async function postpone<Task extends LeasedTask>(
  task: Task,
  error: unknown,
  { work, logger, lookWithin }: Drive<Task>,
): Promise<void> {
  const delayMs = backOffMs(task.attempts, postponement);
  const what = { work: work.name, ...work.describe(task) };
  logger.error({ err: error, ...what, delayMs }, 'a step failed and is retried');
  try {
    await work.postpone(task, { delayMs, error: messageOf(error) });
    lookWithin(delayMs);
  } catch (failure) {
    // The row is claimed again when the lease ends.
    logger.warn({ err: failure, ...what }, 'a step could not be postponed');
  }
}
