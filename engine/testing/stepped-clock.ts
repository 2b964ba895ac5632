import { setImmediate } from 'node:timers/promises';
import type { Clock } from '@petstore/chassis/time';

interface Waiter {
  readonly atMs: number;
  readonly wake: () => void;
}

/** Time that passes only when a test says so. */
export class SteppedClock implements Clock {
  #nowMs = Date.UTC(2026, 10, 30, 9);
  readonly #waiters = new Set<Waiter>();

  now(): number {
    return this.#nowMs;
  }

  wait(durationMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const finish = () => {
        this.#waiters.delete(waiter);
        signal?.removeEventListener('abort', finish);
        resolve();
      };
      const waiter = { atMs: this.#nowMs + durationMs, wake: finish };
      this.#waiters.add(waiter);
      signal?.addEventListener('abort', finish, { once: true });
    });
  }

  /** Lets time pass, wakes in its order whom it concerns, and lets each finish what it does then. */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.#nowMs + durationMs;
    for (;;) {
      await setImmediate();
      const due = [...this.#waiters].filter(({ atMs }) => atMs <= endMs);
      const [next] = due.toSorted((a, b) => a.atMs - b.atMs);
      if (next === undefined) break;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      this.#waiters.delete(next);
      next.wake();
    }
    this.#nowMs = endMs;
    await setImmediate();
  }
}
