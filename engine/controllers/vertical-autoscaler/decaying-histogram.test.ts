import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cpuBuckets, createDecayingHistogram, memoryBuckets } from './decaying-histogram.ts';

const day = 86_400;
const endOf = (cores: number) => cpuBuckets.startOf(cpuBuckets.find(cores) + 1);

test('has nothing to tell while it is empty', () => {
  expect(createDecayingHistogram(cpuBuckets).percentile(0.9)).toBe(0);
});

test('tells the end of the bucket that the share of the weight ends in', () => {
  const histogram = createDecayingHistogram(cpuBuckets);
  for (const cores of [1, 1, 1, 1, 1, 2, 2, 2, 2, 5]) histogram.add(cores, 1, 0);
  expect(histogram.percentile(0.5)).toBe(endOf(1));
  expect(histogram.percentile(0.51)).toBe(endOf(2));
  expect(histogram.percentile(0.9)).toBe(endOf(2));
  expect(histogram.percentile(0.95)).toBe(endOf(5));
});

test('lets a sample lose half of its weight in a day', () => {
  const histogram = createDecayingHistogram(cpuBuckets);
  for (let sample = 0; sample < 4; sample += 1) histogram.add(1, 1, 0);
  histogram.add(2, 1, day);
  // 4 of 6, since the newer sample weighs 2.
  expect(histogram.percentile(0.66)).toBe(endOf(1));
  expect(histogram.percentile(0.67)).toBe(endOf(2));
});

test('forgets what became too light, after so long that the weights had to be made smaller', () => {
  const histogram = createDecayingHistogram(cpuBuckets);
  for (let sample = 0; sample < 1_000; sample += 1) histogram.add(5, 1, 0);
  histogram.add(1, 1, 101 * day);
  expect(histogram.percentile(0.001)).toBe(endOf(1));
  expect(histogram.percentile(1)).toBe(endOf(1));
});

test('gives back what is taken back, and nothing more', () => {
  const histogram = createDecayingHistogram(cpuBuckets);
  histogram.add(1, 1, 0);
  histogram.add(5, 1, day);
  histogram.subtract(5, 1, day);
  expect(histogram.percentile(1)).toBe(endOf(1));
  histogram.subtract(1, 7, 0);
  expect(histogram.percentile(0.5)).toBe(0);
});

test('takes what lies beyond its last bucket as that bucket', () => {
  const histogram = createDecayingHistogram(cpuBuckets);
  histogram.add(1e9, 1, 0);
  expect(histogram.percentile(0.5)).toBe(cpuBuckets.startOf(cpuBuckets.count - 1));
});

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
