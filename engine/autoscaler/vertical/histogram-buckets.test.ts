import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cpuBuckets, memoryBuckets } from './histogram-buckets.ts';

test('begins with a hundredth of a core and ten megabytes', () => {
  expect([cpuBuckets.startOf(0), cpuBuckets.startOf(1)]).toEqual([0, expect.closeTo(0.01, 12)]);
  expect([memoryBuckets.startOf(0), memoryBuckets.startOf(1)]).toEqual([0, expect.closeTo(1e7, 3)]);
});

test('widens each bucket by a twentieth', () => {
  const width = (bucket: number) => cpuBuckets.startOf(bucket + 1) - cpuBuckets.startOf(bucket);
  for (const bucket of [0, 1, 50, 150]) expect(width(bucket + 1) / width(bucket)).toBeCloseTo(1.05, 8);
});

test('puts its last bucket at or behind the largest value, and what is larger into it', () => {
  const last = memoryBuckets.count - 1;
  expect(memoryBuckets.startOf(last)).toBeGreaterThanOrEqual(1e12);
  expect(memoryBuckets.startOf(last - 1)).toBeLessThan(1e12);
  expect(memoryBuckets.find(1e15)).toBe(last);
  expect(cpuBuckets.find(0)).toBe(0);
});

test('finds the bucket that a value lies in', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 999, noNaN: true }), (cores) => {
      const bucket = cpuBuckets.find(cores);
      const slack = 1e-9 * Math.max(cores, 1);
      expect(cpuBuckets.startOf(bucket)).toBeLessThanOrEqual(cores + slack);
      expect(cpuBuckets.startOf(bucket + 1)).toBeGreaterThan(cores - slack);
    }),
  );
});
