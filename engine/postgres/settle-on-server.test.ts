import { AppError } from '@petstore/chassis/errors';
import { expect, test, vi } from 'vitest';
import { whenReachable } from './settle-on-server.ts';

const unreachable = new AppError('database-unavailable', 'unavailable', 'The database cannot be reached.');

function tickingClock() {
  let now = 0;
  return {
    now: () => now,
    wait: async (ms: number) => {
      now += ms;
    },
  };
}

test('asks again until the server is there, and says once that it waits', async () => {
  const onWait = vi.fn();
  let asked = 0;
  const ask = async () => {
    asked += 1;
    if (asked < 4) throw unreachable;
    return 'there';
  };
  expect(await whenReachable(ask, { patienceMs: 30_000, clock: tickingClock(), onWait })).toBe('there');
  expect(asked).toBe(4);
  expect(onWait).toHaveBeenCalledTimes(1);
});

test('gives up when its patience is over', async () => {
  const clock = tickingClock();
  const ask = () => Promise.reject(unreachable);
  await expect(whenReachable(ask, { patienceMs: 30_000, clock, onWait: () => undefined })).rejects.toBe(
    unreachable,
  );
  expect(clock.now()).toBeGreaterThan(29_000);
  expect(clock.now()).toBeLessThanOrEqual(30_000);
});

test('does not wait for a server that refuses', async () => {
  const onWait = vi.fn();
  const refusal = new AppError('database-failed', 'bug', 'password authentication failed');
  const options = { patienceMs: 30_000, clock: tickingClock(), onWait };
  await expect(whenReachable(() => Promise.reject(refusal), options)).rejects.toBe(refusal);
  expect(onWait).not.toHaveBeenCalled();
});

test('stops waiting when the start is broken off', async () => {
  const breaking = new AbortController();
  const clock = { now: () => 0, wait: async () => breaking.abort() };
  const options = { patienceMs: 30_000, signal: breaking.signal, clock, onWait: () => undefined };
  await expect(whenReachable(() => Promise.reject(unreachable), options)).rejects.toBe(unreachable);
});
