import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HistogramAccumulator } from './accumulator.ts';
import { add, divide, multiply, subtract } from './arithmetic.ts';
import { allBuckets } from './bucket-iteration.ts';
import { compact } from './compact.ts';
import { histogramsEqual } from './equality.ts';
import type { FloatHistogram } from './float-histogram.ts';
import { parseHistogramLiteral } from './literal.ts';
import { toSchema } from './schema-reduction.ts';

export const read = (text: string): FloatHistogram => parseHistogramLiteral(text).histogram;

const counts = fc.array(fc.nat(50), { maxLength: 8 });

const exponential: fc.Arbitrary<FloatHistogram> = fc
  .record({
    schema: fc.integer({ min: -4, max: 8 }),
    zeroCount: fc.nat(20),
    zeroThreshold: fc.constantFrom(0, 0.001, 0.5, 2),
    positiveOffset: fc.integer({ min: -3, max: 40 }),
    negativeOffset: fc.integer({ min: -3, max: 40 }),
    positiveBuckets: counts,
    negativeBuckets: counts,
    sum: fc.integer({ min: -100, max: 100 }),
  })
  .map((drawn) => ({
    schema: drawn.schema,
    zeroThreshold: drawn.zeroThreshold,
    zeroCount: drawn.zeroCount,
    sum: drawn.sum,
    count: [drawn.zeroCount, ...drawn.positiveBuckets, ...drawn.negativeBuckets].reduce((a, b) => a + b, 0),
    positiveSpans: spans(drawn.positiveOffset, drawn.positiveBuckets.length),
    positiveBuckets: drawn.positiveBuckets,
    negativeSpans: spans(drawn.negativeOffset, drawn.negativeBuckets.length),
    negativeBuckets: drawn.negativeBuckets,
    customValues: [],
    counterResetHint: 'unknown' as const,
  }));

function spans(offset: number, length: number): FloatHistogram['positiveSpans'] {
  return length === 0 ? [] : [{ offset, length }];
}

const inBuckets = (histogram: FloatHistogram): number =>
  allBuckets(histogram).reduce((total, bucket) => total + bucket.count, 0);

describe('adding and subtracting histograms', () => {
  it('loses no observation, for any schemas, zero buckets and layouts', () => {
    fc.assert(
      fc.property(exponential, exponential, (one, other) => {
        const sum = add(one, other)?.histogram;
        expect(sum?.count).toBe(one.count + other.count);
        if (sum !== undefined) expect(inBuckets(sum)).toBe(one.count + other.count);
      }),
    );
  });

  it('subtracts what was added', () => {
    fc.assert(
      fc.property(exponential, exponential, (one, drawn) => {
        const other = { ...drawn, schema: one.schema, zeroThreshold: one.zeroThreshold };
        const sum = add(one, other)?.histogram;
        const back = sum && subtract(sum, other)?.histogram;
        expect(back).toBeDefined();
        if (back !== undefined) expect(histogramsEqual(compact(back), compact(one))).toBe(true);
      }),
    );
  });

  it('results in the coarser schema and the wider zero bucket', () => {
    const fine = read('{{schema:1 count:6 sum:9 z_bucket:1 z_bucket_w:0.5 buckets:[2 0 3]}}');
    const coarse = read('{{schema:0 count:4 sum:5 z_bucket_w:1 buckets:[0 1 3]}}');
    const sum = add(fine, coarse);
    expect(sum?.histogram).toMatchObject({ schema: 0, zeroThreshold: 1, zeroCount: 3, count: 10, sum: 14 });
    expect(allBuckets(compact(sum?.histogram ?? fine)).map((bucket) => [bucket.upper, bucket.count])).toEqual(
      [
        [1, 3],
        [2, 4],
        [4, 3],
      ],
    );
  });

  it('keeps only the common boundaries of custom histograms, and notes it', () => {
    const one = read('{{schema:-53 count:9 sum:30 custom_values:[1 5 10] buckets:[2 3 3 1]}}');
    const other = read('{{schema:-53 count:4 sum:20 custom_values:[5 20] buckets:[1 1 2]}}');
    const sum = add(one, other);
    expect(sum?.boundsReconciled).toBe(true);
    expect(sum?.histogram).toMatchObject({ customValues: [5], count: 13, positiveBuckets: [6, 7] });
  });

  it('refuses to mix exponential and custom buckets', () => {
    expect(add(read('{{count:1 buckets:[1]}}'), read('{{schema:-53 custom_values:[1]}}'))).toBeUndefined();
  });

  it('notes when one side was reset and the other was not', () => {
    const reset = read('{{counter_reset_hint:reset}}');
    const grown = read('{{counter_reset_hint:not_reset}}');
    expect(add(reset, grown)).toMatchObject({
      resetsCollided: true,
      histogram: { counterResetHint: 'unknown' },
    });
    expect(add(read('{{counter_reset_hint:gauge}}'), grown)).toMatchObject({
      resetsCollided: false,
      histogram: { counterResetHint: 'gauge' },
    });
  });
});

describe('scaling histograms', () => {
  it('makes a gauge for a negative factor', () => {
    expect(multiply(read('{{count:2 buckets:[2]}}'), -1)).toMatchObject({
      count: -2,
      positiveBuckets: [-2],
      counterResetHint: 'gauge',
    });
  });

  it('leaves no buckets after a division by zero', () => {
    const result = divide(read('{{count:2 sum:3 z_bucket:1 z_bucket_w:0.1 buckets:[1]}}'), 0);
    expect(result).toMatchObject({
      count: Infinity,
      sum: Infinity,
      zeroCount: Infinity,
      positiveBuckets: [],
    });
  });
});

describe('the accumulator', () => {
  it('gives the same result as repeated addition', () => {
    fc.assert(
      fc.property(fc.array(exponential, { minLength: 1, maxLength: 5 }), (histograms) => {
        const accumulator = new HistogramAccumulator();
        for (const histogram of histograms) accumulator.add(histogram);
        const [first, ...others] = histograms;
        const added = others.reduce<FloatHistogram | undefined>(
          (sum, next) => (sum === undefined ? undefined : add(sum, next)?.histogram),
          first,
        );
        const total = accumulator.total();
        expect(total !== undefined && added !== undefined).toBe(true);
        if (total !== undefined && added !== undefined)
          expect(histogramsEqual(compact(total), compact(added))).toBe(true);
      }),
    );
  });

  it('does not lose small counts next to large ones', () => {
    const accumulator = new HistogramAccumulator();
    for (const count of [1e16, 1, 1, -1e16]) accumulator.add(read(`{{count:${count} buckets:[${count}]}}`));
    expect(accumulator.total()).toMatchObject({ count: 2, positiveBuckets: [2] });
  });
});

describe('layouts', () => {
  it('keep their meaning when compacted', () => {
    fc.assert(
      fc.property(exponential, fc.nat(3), (histogram, gap) => {
        const full = (each: FloatHistogram) => allBuckets(each).filter((bucket) => bucket.count !== 0);
        expect(full(compact(histogram, gap))).toEqual(full(histogram));
      }),
    );
  });

  it('keep gaps up to the allowed length, and end with the last count', () => {
    const histogram = read('{{buckets:[0 1 0 0 2 0 0 0 3 0]}}');
    expect(compact(histogram, 2)).toMatchObject({
      positiveSpans: [
        { offset: 1, length: 4 },
        { offset: 3, length: 1 },
      ],
      positiveBuckets: [1, 0, 0, 2, 3],
    });
  });

  it('keep all counts within their boundaries when the schema is reduced', () => {
    fc.assert(
      fc.property(exponential, fc.integer({ min: 0, max: 6 }), (histogram, steps) => {
        const schema = Math.max(-4, histogram.schema - steps);
        const reduced = toSchema({ ...histogram, zeroThreshold: 0 }, schema);
        expect(inBuckets(reduced)).toBe(histogram.count);
        expect(allBuckets(reduced).at(-1)?.upper ?? 0).toBeGreaterThanOrEqual(
          allBuckets({ ...histogram, zeroThreshold: 0 }).at(-1)?.upper ?? 0,
        );
      }),
    );
  });
});
