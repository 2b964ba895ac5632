import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { longestTimerMs, systemClock } from './clock.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('waits for the whole duration, also beyond the limit of one timer', async () => {
  const onWaited = vi.fn();
  void systemClock.wait(3 * longestTimerMs, undefined).then(onWaited);
  await vi.advanceTimersByTimeAsync(3 * longestTimerMs - 1);
  expect(onWaited).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(onWaited).toHaveBeenCalledOnce();
});

test.each([Number.POSITIVE_INFINITY, longestTimerMs + 1])(
  'ends a wait of %d ms when the signal aborts',
  async (durationMs) => {
    const stop = new AbortController();
    const waited = systemClock.wait(durationMs, stop.signal);
    stop.abort();
    await waited;
    expect(vi.getTimerCount()).toBe(0);
  },
);
