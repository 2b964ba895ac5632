import type { Clock } from '@petstore/chassis/time';
import { expect, test } from 'vitest';
import { StartQueue } from './start-queue.ts';

const never = new AbortController().signal;
/** Time stands still; a wait ends only with its signal. */
const clock: Clock = {
  now: () => 0,
  wait: (_durationMs, signal) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve())),
};
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('lets so many start at the same time, and the next when one is over', async () => {
  const queue = new StartQueue({ clock, mostAtOnce: 2, holdMs: 1_000 });
  const order: string[] = [];
  const first = await queue.enter(never);
  await queue.enter(never);
  const third = queue.enter(never).then(() => order.push('third'));
  const fourth = queue.enter(never).then(() => order.push('fourth'));
  await settled();
  expect(order).toEqual([]);
  first();
  await third;
  await settled();
  expect(order).toEqual(['third']);
  first();
  await settled();
  expect(order).toEqual(['third']);
  void fourth;
});

test('a start that takes long lets the next one begin', async () => {
  const waits: (() => void)[] = [];
  const short: Clock = { now: () => 0, wait: () => new Promise((resolve) => waits.push(() => resolve())) };
  const queue = new StartQueue({ clock: short, mostAtOnce: 1, holdMs: 1_000 });
  await queue.enter(never);
  const second = queue.enter(never);
  waits[0]?.();
  await second;
});

test('whoever gives up leaves the queue to the others', async () => {
  const queue = new StartQueue({ clock, mostAtOnce: 1, holdMs: 1_000 });
  const stop = new AbortController();
  const first = await queue.enter(never);
  const given = queue.enter(stop.signal);
  const third = queue.enter(never);
  stop.abort();
  await given;
  first();
  await third;
});
