import { expect, test } from 'vitest';
import { GracePeriod } from './grace-period.ts';

/** Time that passes only when it is told to. */
class ManualClock {
  #nowMs = 0;
  readonly #waits = new Set<{ readonly atMs: number; readonly wake: () => void }>();

  now(): number {
    return this.#nowMs;
  }

  wait(durationMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const waiting = { atMs: this.#nowMs + durationMs, wake: resolve };
      this.#waits.add(waiting);
      signal?.addEventListener('abort', () => resolve());
    });
  }

  async pass(ms: number): Promise<void> {
    this.#nowMs += ms;
    for (const { atMs, wake } of this.#waits) if (atMs <= this.#nowMs) wake();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function graceOf(durationMs: number, leastMs?: number) {
  const clock = new ManualClock();
  const grace = new GracePeriod(clock, durationMs);
  let isOver = false;
  void grace.over(new AbortController().signal, leastMs).then(() => {
    isOver = true;
  });
  return { clock, grace, isOver: () => isOver };
}

test('is over when its time has passed', async () => {
  const { clock, isOver } = graceOf(1_000);
  await clock.pass(999);
  expect(isOver()).toBe(false);
  await clock.pass(1);
  expect(isOver()).toBe(true);
});

test('can be made shorter while somebody waits, and never longer', async () => {
  const { clock, grace, isOver } = graceOf(30_000);
  await clock.pass(5_000);
  grace.shorten(2_000);
  grace.shorten(60_000);
  expect(grace.leftMs).toBe(2_000);
  await clock.pass(1_999);
  expect(isOver()).toBe(false);
  await clock.pass(1);
  expect(isOver()).toBe(true);
});

test('leaves at least what it is asked to', async () => {
  const { clock, isOver } = graceOf(0, 2_000);
  await clock.pass(1_999);
  expect(isOver()).toBe(false);
  await clock.pass(1);
  expect(isOver()).toBe(true);
});
