import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histogramDeviation, histogramMean, histogramVariance } from '../functions/elementwise.ts';
import { bucketFraction, bucketQuantile } from './classic-buckets.ts';
import { histogramFraction } from './fraction.ts';
import { parseHistogramLiteral } from './literal.ts';
import { histogramQuantile } from './native-quantile.ts';
import { trim } from './trim.ts';

const read = (text: string) => parseHistogramLiteral(text).histogram;
const latency = read('{{schema:1 count:16 sum:40 z_bucket:2 z_bucket_w:0.01 buckets:[1 4 0 5 4]}}');
const custom = read('{{schema:-53 count:10 sum:31 custom_values:[1 2 8] buckets:[2 5 2 1]}}');

describe('the quantile of a native histogram', () => {
  it('increases with its share', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, b) => {
          const [low, high] = [Math.min(a, b), Math.max(a, b)];
          for (const histogram of [latency, custom])
            expect(histogramQuantile(low, histogram).value).toBeLessThanOrEqual(
              histogramQuantile(high, histogram).value * (1 + 1e-12),
            );
        },
      ),
    );
  });

  it('is inverted by the fraction below it', () => {
    for (const q of [0.05, 0.2, 0.4, 0.6, 0.83])
      expect(histogramFraction(-Infinity, histogramQuantile(q, latency).value, latency).value).toBeCloseTo(
        q,
        12,
      );
  });

  it('is interpolated logarithmically in exponential buckets and linearly between custom boundaries', () => {
    expect(histogramQuantile(0.5, read('{{count:2 buckets:[0 2]}}')).value).toBeCloseTo(Math.SQRT2, 14);
    expect(histogramQuantile(0.5, read('{{count:2 n_buckets:[0 2]}}')).value).toBeCloseTo(-Math.SQRT2, 14);
    expect(histogramQuantile(0.45, custom).value).toBeCloseTo(1.5, 14);
    expect(histogramQuantile(1 / 16, latency).value).toBeCloseTo(0.005, 14);
  });

  it('is the finite limit in an infinite bucket', () => {
    expect(histogramQuantile(0.99, custom).value).toBe(8);
    expect(histogramQuantile(0.1, custom).value).toBeCloseTo(0.5, 14);
    const below = read('{{schema:-53 count:4 custom_values:[-3 0] buckets:[4]}}');
    expect(histogramQuantile(0.2, below).value).toBe(-3);
  });

  it.each([
    [-0.1, -Infinity],
    [1.1, Infinity],
    [Number.NaN, Number.NaN],
  ])('of %d is %d', (q, value) => {
    expect(histogramQuantile(q, latency).value).toBe(value);
  });

  it('has a note when observations of NaN distort it', () => {
    const withNaNs = read('{{count:10 sum:NaN buckets:[8]}}');
    expect(histogramQuantile(0.5, withNaNs).note).toBe('quantile-skewed-by-nan');
    expect(histogramQuantile(0.9, withNaNs)).toEqual({ value: Number.NaN, note: 'quantile-is-nan' });
    expect(histogramFraction(-Infinity, Infinity, withNaNs)).toEqual({
      value: 0.8,
      note: 'fraction-without-nan',
    });
  });
});

describe('the fraction of a native histogram', () => {
  it.each([
    [1, 1, 0],
    [3, 1, 0],
    [-Infinity, Infinity, 1],
    [-Infinity, 0, 0],
    [0, 0.01, 0.125],
    [1, Math.SQRT2, 0.25],
  ])('between %d and %d is %d', (lower, upper, fraction) => {
    expect(histogramFraction(lower, upper, latency).value).toBeCloseTo(fraction, 12);
  });
});

describe('moments', () => {
  it('place each observation in the middle of its bucket', () => {
    const histogram = read('{{schema:-53 count:4 sum:8 custom_values:[1 3] buckets:[0 4]}}');
    expect(histogramMean(histogram)).toBe(2);
    expect(histogramVariance(histogram)).toBe(0);
    expect(histogramDeviation(read('{{count:2 sum:3 z_bucket:2 z_bucket_w:1}}'))).toBe(1.5);
  });
});

describe('trimming', () => {
  it('drops buckets beyond the value and cuts the bucket that contains it', () => {
    const below = trim(custom, 1.5, 'above');
    expect(below).toMatchObject({ count: 4.5, sum: 2 * 0.5 + 2.5 * 1.25, positiveBuckets: [2, 2.5] });
    expect(trim(custom, 1.5, 'below')).toMatchObject({ count: 5.5, positiveBuckets: [2.5, 2, 1] });
  });

  it('does not change a histogram without observations beyond the value', () => {
    expect(trim(custom, Infinity, 'above')).toBe(custom);
    expect(trim(latency, -1, 'below')).toBe(latency);
  });

  it('splits a histogram into two that count each observation once', () => {
    for (const at of [0.004, 1, 1.3, 2, 3.9])
      expect(trim(latency, at, 'above').count + trim(latency, at, 'below').count).toBeCloseTo(16, 12);
  });
});

describe('classic buckets', () => {
  const buckets = [
    { upperBound: Infinity, count: 10 },
    { upperBound: 1, count: 4 },
    { upperBound: 2, count: 8 },
  ];

  it('give a quantile by linear interpolation from zero, never beyond the last finite boundary', () => {
    expect(bucketQuantile(0.2, buckets).value).toBe(0.5);
    expect(bucketQuantile(0.6, buckets).value).toBe(1.5);
    expect(bucketQuantile(0.95, buckets).value).toBe(2);
    expect(bucketQuantile(0.1, [{ upperBound: -1, count: 5 }, ...buckets]).value).toBe(-1);
  });

  it('give NaN without a +Inf bucket or without observations', () => {
    expect(bucketQuantile(0.5, buckets.slice(1)).value).toBeNaN();
    expect(bucketQuantile(0.5, buckets.slice(0, 1)).value).toBeNaN();
    expect(bucketFraction(0, 1, [])).toBeNaN();
  });

  it('raise decreasing counts, and report those beyond rounding', () => {
    const falling = [...buckets, { upperBound: 3, count: 6 }];
    expect(bucketQuantile(0.5, falling)).toEqual({
      value: 1.25,
      forced: { lowestBound: 3, highestBound: 3, greatestFall: 2 },
    });
    const rounded = [...buckets, { upperBound: 3, count: 8 * (1 - 1e-13) }];
    expect(bucketQuantile(0.5, rounded).forced).toBeUndefined();
  });

  it('give the share of observations between two values', () => {
    expect(bucketFraction(0, 1, buckets)).toBe(0.4);
    expect(bucketFraction(0.5, 1.5, buckets)).toBeCloseTo(0.4, 12);
    expect(bucketFraction(-Infinity, Infinity, buckets)).toBe(1);
  });
});
