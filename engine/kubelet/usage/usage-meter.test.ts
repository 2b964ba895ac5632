import { expect, test } from 'vitest';
import type { ProcessUsage } from './read-usage.ts';
import { UsageMeter } from './usage-meter.ts';

function meterOf(
  readings: readonly ReadonlyMap<number, ProcessUsage>[],
  times: readonly number[],
): UsageMeter {
  let reading = 0;
  let time = 0;
  const clock = { now: () => times[time++] ?? 0, wait: () => Promise.resolve() };
  return new UsageMeter(clock, async () => readings[reading++] ?? new Map());
}

test('tells the share of a core since the measurement before', async () => {
  const meter = meterOf(
    [
      new Map([[7, { cpuSeconds: 1, memoryBytes: 10 }]]),
      new Map([[7, { cpuSeconds: 1.5, memoryBytes: 20 }]]),
    ],
    [1_000, 3_000],
  );
  expect((await meter.measure([7])).get(7)).toEqual({ cpuSeconds: 1, memoryBytes: 10, cpuPercent: null });
  expect((await meter.measure([7])).get(7)).toEqual({ cpuSeconds: 1.5, memoryBytes: 20, cpuPercent: 25 });
});

test('begins anew with a process that got the number of another', async () => {
  const meter = meterOf(
    [
      new Map([[7, { cpuSeconds: 9, memoryBytes: 10 }]]),
      new Map([[7, { cpuSeconds: 0.1, memoryBytes: 20 }]]),
    ],
    [1_000, 3_000],
  );
  await meter.measure([7]);
  expect((await meter.measure([7])).get(7)?.cpuPercent).toBeNull();
  expect((await meter.measure([7])).has(7)).toBe(false);
});
