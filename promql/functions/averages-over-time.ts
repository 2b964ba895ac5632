import { HistogramAccumulator } from '../histogram/accumulator.ts';
import { compact } from '../histogram/compact.ts';
import type { FloatHistogram } from '../histogram/float-histogram.ts';
import type { RangeFunction, RangeWindow } from '../query/range-window.ts';

/** `sum_over_time` with compensated summation (Kahan, Neumaier). */
export const sumOverTime: RangeFunction = (window) => {
  if (window.isMixed) {
    window.note('floats-among-histograms');
    return undefined;
  }
  if (window.floatCount === 0) return ofHistograms(window, (sum) => sum.total());
  let sum = 0;
  let lost = 0;
  for (let index = window.from; index < window.to; index++) {
    const value = window.values[index] ?? 0;
    const total = sum + value;
    if (!Number.isFinite(total)) lost = Number.isNaN(total) ? Number.NaN : 0;
    else if (Math.abs(sum) >= Math.abs(value)) lost += sum - total + value;
    else lost += value - total + sum;
    sum = total;
  }
  return Number.isFinite(sum) ? sum + lost : sum;
};

/** `avg_over_time`: the compensated sum over the count, or a running mean once the sum would overflow. */
export const avgOverTime: RangeFunction = (window) => {
  if (window.isMixed) {
    window.note('floats-among-histograms');
    return undefined;
  }
  if (window.floatCount === 0) return ofHistograms(window, (sum) => sum.mean());
  return meanOf(window.values, window.from, window.to);
};

/** The mean of a run of values. */
export function meanOf(values: Float64Array, from: number, to: number): number {
  let sum = values[from] ?? 0;
  let lost = 0;
  for (let index = from + 1; index < to; index++) {
    const value = values[index] ?? 0;
    const total = sum + value;
    if (Math.abs(total) === Number.POSITIVE_INFINITY)
      return runningMean(values, { from, index, to, sum, lost });
    if (Math.abs(sum) >= Math.abs(value)) lost += sum - total + value;
    else lost += value - total + sum;
    sum = total;
  }
  const count = to - from;
  return sum / count + lost / count;
}

interface Begun {
  readonly from: number;
  /** The first value that the sum could not take. */
  readonly index: number;
  readonly to: number;
  readonly sum: number;
  readonly lost: number;
}

function runningMean(values: Float64Array, { from, index, to, sum, lost }: Begun): number {
  let mean = sum / (index - from);
  let compensation = lost / (index - from);
  for (let at = index; at < to; at++) {
    const count = at - from + 1;
    const share = (count - 1) / count;
    const step = (values[at] ?? 0) / count;
    const kept = share * mean;
    const total = kept + step;
    compensation *= share;
    if (Math.abs(total) === Number.POSITIVE_INFINITY) compensation = 0;
    else if (Math.abs(kept) >= Math.abs(step)) compensation += kept - total + step;
    else compensation += step - total + kept;
    mean = total;
  }
  return mean + compensation;
}

function ofHistograms(
  window: RangeWindow,
  resultOf: (sum: HistogramAccumulator) => FloatHistogram | undefined,
): FloatHistogram | undefined {
  const sum = new HistogramAccumulator();
  for (let index = window.histogramFrom; index < window.histogramTo; index++) {
    const sample = window.histograms[index];
    if (sample === undefined || sum.add(sample)) continue;
    window.note('mixed-schemas');
    return undefined;
  }
  if (sum.resetsCollided) window.note('resets-collided-in-aggregation');
  if (sum.boundsReconciled) window.note('bounds-reconciled-in-aggregation');
  const result = resultOf(sum);
  return result && compact(result);
}
