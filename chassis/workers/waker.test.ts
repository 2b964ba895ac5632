import { expect, it } from 'vitest';
import type { Clock } from '../time/index.ts';
import { createWaker } from './waker.ts';

/** A clock whose waits end only by their signal. */
function stoppedClock(): Clock & { waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    now: () => 0,
    wait: (durationMs, signal) => {
      waits.push(durationMs);
      return new Promise((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
    },
  };
}

const never = new AbortController().signal;

it('ends the current wait', async () => {
  const clock = stoppedClock();
  const waker = createWaker(clock);
  const waiting = waker.wait(1_000, never);
  waker.wake();
  await waiting;
  expect(clock.waits).toEqual([1_000]);
});

it('skips the one wait after a wake that came without a wait', async () => {
  const clock = stoppedClock();
  const waker = createWaker(clock);
  waker.wake();
  await waker.wait(1_000, never);
  expect(clock.waits).toEqual([]);
  const next = waker.wait(2_000, never);
  expect(clock.waits).toEqual([2_000]);
  waker.wake();
  await next;
});

it('waits in spite of a wake that was forgotten', () => {
  const clock = stoppedClock();
  const waker = createWaker(clock);
  waker.wake();
  waker.forget();
  void waker.wait(1_000, never);
  expect(clock.waits).toEqual([1_000]);
});

it('ends the wait when the signal aborts', async () => {
  const ending = new AbortController();
  const waiting = createWaker(stoppedClock()).wait(1_000, ending.signal);
  ending.abort();
  await waiting;
});
