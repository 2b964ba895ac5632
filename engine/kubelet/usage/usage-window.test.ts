import { expect, test } from 'vitest';
import { composePodUsage } from './pod-metrics.ts';
import { UsageWindow } from './usage-window.ts';

function windowOf(readings: readonly (readonly [atSeconds: number, cpuSeconds: number])[]): UsageWindow {
  const window = new UsageWindow(10_000);
  for (const [at, cpuSeconds] of readings) window.add({ atMs: at * 1000, cpuSeconds, memoryBytes: at * 100 });
  return window;
}

test.each([
  ['no reading', [], null],
  ['one reading', [[0, 3]], null],
  [
    'two readings',
    [
      [0, 3],
      [4, 4],
    ],
    { timestampMs: 4_000, windowMs: 4_000, cpuMillicores: 250, memoryBytes: 400 },
  ],
  [
    'the oldest reading of the window and the newest',
    [
      [0, 0],
      [5, 5],
      [10, 6],
      [15, 8],
    ],
    { timestampMs: 15_000, windowMs: 10_000, cpuMillicores: 300, memoryBytes: 1_500 },
  ],
  [
    'readings since the last sum that fell',
    [
      [0, 9],
      [2, 1],
      [4, 2],
    ],
    { timestampMs: 4_000, windowMs: 2_000, cpuMillicores: 500, memoryBytes: 400 },
  ],
] as const)('tells the mean over %s', (_what, readings, expected) => {
  expect(windowOf(readings).read()).toEqual(expected);
});

test('tells of a pod what all of its containers used, dated by the oldest sample', () => {
  const pod = { namespace: 'sea', name: 'crab' };
  const sample = (name: string, timestampMs: number, windowMs: number) => ({
    name,
    timestampMs,
    windowMs,
    cpuMillicores: 5,
    memoryBytes: 7,
  });
  expect(composePodUsage(pod, [sample('a', 9_000, 2_000), sample('b', 8_000, 3_000)])).toEqual({
    ...pod,
    timestampMs: 8_000,
    windowSeconds: 3,
    containers: [
      { name: 'a', cpuMillicores: 5, memoryBytes: 7 },
      { name: 'b', cpuMillicores: 5, memoryBytes: 7 },
    ],
  });
  expect(composePodUsage(pod, [sample('a', 9_000, 2_000), null])).toBeNull();
  expect(composePodUsage(pod, [])).toBeNull();
});
