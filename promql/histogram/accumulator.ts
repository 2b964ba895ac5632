import { divide } from './arithmetic.ts';
import { spansOf, usesCustomBuckets } from './bucket-layout.ts';
import { type CommonLayout, commonLayout, type LaidOut, laidOutAsIs } from './common-layout.ts';
import { CompensatedSide, CompensatedSum } from './compensated-side.ts';
import { combinedHint } from './counter-reset-hint.ts';
import { boundsMatch } from './custom-bounds.ts';
import type { CounterResetHint, FloatHistogram } from './float-histogram.ts';

/**
 * Sums many histograms with compensated summation in every bucket, as the aggregations `sum`, `avg`, `sum_over_time`
 * and `avg_over_time` of Prometheus do.
 */
export class HistogramAccumulator {
  #state: State | undefined;
  #added = 0;
  readonly #hints = new Set<CounterResetHint>();
  #boundsReconciled = false;

  /** False when exponential and custom buckets are mixed; the sum is then invalid and the caller drops it. */
  add(histogram: FloatHistogram): boolean {
    this.#hints.add(histogram.counterResetHint);
    this.#added++;
    if (this.#state === undefined) {
      this.#state = startingFrom(histogram, laidOutAsIs(histogram), histogram);
      return true;
    }
    return hasLayoutOf(this.#state, histogram)
      ? this.#addLaidOut(this.#state, histogram, laidOutAsIs(histogram))
      : this.#addReconciled(this.#state, histogram);
  }

  get isEmpty(): boolean {
    return this.#state === undefined;
  }

  /** Whether some histograms have the hint of a reset and others of none. */
  get resetsCollided(): boolean {
    return this.#hints.has('reset') && this.#hints.has('not-reset');
  }

  /** Whether custom boundaries differed; the sum has the common ones. */
  get boundsReconciled(): boolean {
    return this.#boundsReconciled;
  }

  total(): FloatHistogram | undefined {
    return this.#state === undefined ? undefined : totalOf(this.#state);
  }

  mean(): FloatHistogram | undefined {
    const total = this.total();
    return total === undefined ? undefined : divide(total, this.#added);
  }

  #addLaidOut(state: State, histogram: FloatHistogram, laidOut: LaidOut): true {
    state.zeroCount.add(laidOut.zeroCount);
    state.count.add(histogram.count);
    state.sum.add(histogram.sum);
    state.positive.add(laidOut.positive);
    state.negative.add(laidOut.negative);
    state.hint = combinedHint(state.hint, histogram.counterResetHint);
    return true;
  }

  #addReconciled(state: State, histogram: FloatHistogram): boolean {
    const soFar = totalOf(state);
    const layout = commonLayout(soFar, histogram);
    if (layout === undefined) return false;
    this.#boundsReconciled ||= layout.boundsReconciled;
    this.#state = startingFrom(layout, layout.one, soFar);
    return this.#addLaidOut(this.#state, histogram, layout.other);
  }
}

type Shape = Pick<CommonLayout, 'schema' | 'zeroThreshold' | 'customValues'>;

interface State extends Shape {
  readonly zeroCount: CompensatedSum;
  readonly count: CompensatedSum;
  readonly sum: CompensatedSum;
  readonly positive: CompensatedSide;
  readonly negative: CompensatedSide;
  hint: CounterResetHint;
}

function startingFrom(shape: Shape, laidOut: LaidOut, histogram: FloatHistogram): State {
  return {
    schema: shape.schema,
    zeroThreshold: shape.zeroThreshold,
    customValues: shape.customValues,
    zeroCount: new CompensatedSum(laidOut.zeroCount),
    count: new CompensatedSum(histogram.count),
    sum: new CompensatedSum(histogram.sum),
    positive: new CompensatedSide(laidOut.positive),
    negative: new CompensatedSide(laidOut.negative),
    hint: histogram.counterResetHint,
  };
}

function hasLayoutOf(state: State, histogram: FloatHistogram): boolean {
  return (
    state.schema === histogram.schema &&
    state.zeroThreshold === histogram.zeroThreshold &&
    (!usesCustomBuckets(histogram) || boundsMatch(state.customValues, histogram.customValues))
  );
}

function totalOf(state: State): FloatHistogram {
  const positive = state.positive.side;
  const negative = state.negative.side;
  return {
    schema: state.schema,
    zeroThreshold: state.zeroThreshold,
    zeroCount: state.zeroCount.value,
    count: state.count.value,
    sum: state.sum.value,
    positiveSpans: spansOf(positive.indexes),
    positiveBuckets: positive.counts,
    negativeSpans: spansOf(negative.indexes),
    negativeBuckets: negative.counts,
    customValues: state.customValues,
    counterResetHint: state.hint,
  };
}
