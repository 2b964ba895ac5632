import { mergeSides, spansOf } from './bucket-layout.ts';
import { commonLayout } from './common-layout.ts';
import { combinedHint, hintsCollide } from './counter-reset-hint.ts';
import type { FloatHistogram } from './float-histogram.ts';

interface CombinedHistogram {
  readonly histogram: FloatHistogram;
  /** One operand says that its counter was reset, the other that it was not. */
  readonly resetsCollided: boolean;
  /** The custom boundaries differed; the result has those that both have. */
  readonly boundsReconciled: boolean;
}

/**
 * The sum of two histograms, at the coarser schema and the wider zero bucket of the two. Undefined where one has
 * exponential and the other custom buckets. Buckets that came out empty stay; `compact` removes them. Follows
 * `FloatHistogram.Add` of Prometheus' model/histogram.
 */
export function add(one: FloatHistogram, other: FloatHistogram): CombinedHistogram | undefined {
  return combine(one, other, (left, right) => left + right);
}

/**
 * As `add`, for the difference. The hint is combined as for a sum; the caller of the `-` operator makes it a gauge.
 */
export function subtract(one: FloatHistogram, other: FloatHistogram): CombinedHistogram | undefined {
  return combine(one, other, (left, right) => left - right);
}

/** All counts and the sum times a factor. A negative factor makes it a gauge. */
export function multiply(histogram: FloatHistogram, factor: number): FloatHistogram {
  return scaled(histogram, (value) => value * factor, factor < 0);
}

/** All counts and the sum over a divisor. Zero leaves no buckets; a negative divisor makes it a gauge. */
export function divide(histogram: FloatHistogram, divisor: number): FloatHistogram {
  const result = scaled(histogram, (value) => value / divisor, divisor < 0);
  return divisor === 0
    ? { ...result, positiveSpans: [], positiveBuckets: [], negativeSpans: [], negativeBuckets: [] }
    : result;
}

function scaled(
  histogram: FloatHistogram,
  scale: (value: number) => number,
  becomesGauge: boolean,
): FloatHistogram {
  return {
    ...histogram,
    zeroCount: scale(histogram.zeroCount),
    count: scale(histogram.count),
    sum: scale(histogram.sum),
    positiveBuckets: histogram.positiveBuckets.map(scale),
    negativeBuckets: histogram.negativeBuckets.map(scale),
    counterResetHint: becomesGauge ? 'gauge' : histogram.counterResetHint,
  };
}

function combine(
  one: FloatHistogram,
  other: FloatHistogram,
  operation: (left: number, right: number) => number,
): CombinedHistogram | undefined {
  const layout = commonLayout(one, other);
  if (layout === undefined) return undefined;
  const positive = mergeSides(layout.one.positive, layout.other.positive, operation);
  const negative = mergeSides(layout.one.negative, layout.other.negative, operation);
  return {
    histogram: {
      schema: layout.schema,
      zeroThreshold: layout.zeroThreshold,
      zeroCount: operation(layout.one.zeroCount, layout.other.zeroCount),
      count: operation(one.count, other.count),
      sum: operation(one.sum, other.sum),
      positiveSpans: spansOf(positive.indexes),
      positiveBuckets: positive.counts,
      negativeSpans: spansOf(negative.indexes),
      negativeBuckets: negative.counts,
      customValues: layout.customValues,
      counterResetHint: combinedHint(one.counterResetHint, other.counterResetHint),
    },
    resetsCollided: hintsCollide(one.counterResetHint, other.counterResetHint),
    boundsReconciled: layout.boundsReconciled,
  };
}
