import { expect, test } from 'vitest';
import { createDecayingHistogram } from './decaying-histogram.ts';
import { cpuBuckets } from './histogram-buckets.ts';

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
