import { allBuckets, type HistogramBucket } from '../histogram/bucket-iteration.ts';
import { usesCustomBuckets } from '../histogram/bucket-layout.ts';
import { CompensatedSum } from '../histogram/compensated-side.ts';
import type { FloatHistogram } from '../histogram/float-histogram.ts';
import {
  createSeries,
  float,
  histogramAt,
  type InstantSeries,
  type Value,
  writeFloat,
} from '../query/instant-series.ts';
import { droppedName, mergeSeries } from '../query/merge-series.ts';
import type { CallFunction, CallInput } from './call-input.ts';

/** Applies a function to each float of the first argument; histograms have no result, and metric names are removed. */
export function mapFloats(input: CallInput, change: (value: number, step: number) => number): Value {
  return mapSeries(input, (series, result) => {
    for (let step = 0; step < series.values.length; step++)
      if (series.present[step] === float) writeFloat(result, step, change(series.values[step] ?? 0, step));
  });
}

function mapHistograms(input: CallInput, change: (histogram: FloatHistogram) => number): Value {
  return mapSeries(input, (series, result) => {
    if (series.histograms === undefined) return;
    for (let step = 0; step < series.values.length; step++) {
      const histogram = histogramAt(series, step);
      if (histogram !== undefined) writeFloat(result, step, change(histogram));
    }
  });
}

/** Creates a result series for each series of the first argument, without its metric name. */
export function mapSeries(
  input: CallInput,
  fill: (series: InstantSeries, result: ReturnType<typeof createSeries>) => void,
): Value {
  const { context, frame } = input;
  const results = input.vector(0).map((series) => {
    context.budget.hold(frame.count);
    const result = createSeries(droppedName(context, series.labels), frame.count, true);
    fill(series, result);
    return result;
  });
  return { kind: 'vector', series: context.delayedNameRemoval ? results : mergeSeries(context, results) };
}

function floats(change: (value: number) => number): CallFunction {
  return (input) => mapFloats(input, change);
}

const clampTo = (value: number, least: number, most: number): number =>
  Number.isNaN(value) ? value : Math.max(least, Math.min(most, value));

const clamp: CallFunction = (input) => {
  const least = input.scalar(1);
  const most = input.scalar(2);
  return mapSeries(input, ({ present, values }, result) => {
    for (let step = 0; step < values.length; step++)
      if (present[step] === float && !((most[step] ?? 0) < (least[step] ?? 0)))
        writeFloat(result, step, clampTo(values[step] ?? 0, least[step] ?? 0, most[step] ?? 0));
  });
};

const clampMax: CallFunction = (input) => {
  const most = input.scalar(1);
  return mapFloats(input, (value, step) => clampTo(value, Number.NEGATIVE_INFINITY, most[step] ?? 0));
};

const clampMin: CallFunction = (input) => {
  const least = input.scalar(1);
  return mapFloats(input, (value, step) => clampTo(value, least[step] ?? 0, Number.POSITIVE_INFINITY));
};

const round: CallFunction = (input) => {
  const nearest = input.argCount > 1 ? input.scalar(1) : undefined;
  return mapFloats(input, (value, step) => {
    // Prometheus divides by the inverse; only the same operation rounds to the same last digit.
    const inverse = 1 / (nearest?.[step] ?? 1);
    return Math.floor(value * inverse + 0.5) / inverse;
  });
};

const sgn = (value: number): number => (value < 0 ? -1 : value > 0 ? 1 : value);

/** Mathematical functions of each sample. */
export const elementwiseFunctions: ReadonlyMap<string, CallFunction> = new Map<string, CallFunction>([
  ['abs', floats(Math.abs)],
  ['ceil', floats(Math.ceil)],
  ['floor', floats(Math.floor)],
  ['exp', floats(Math.exp)],
  ['sqrt', floats(Math.sqrt)],
  ['ln', floats(Math.log)],
  ['log2', floats(Math.log2)],
  ['log10', floats(Math.log10)],
  ['sgn', floats(sgn)],
  ['deg', floats((value) => (value * 180) / Math.PI)],
  ['rad', floats((value) => (value * Math.PI) / 180)],
  ['sin', floats(Math.sin)],
  ['cos', floats(Math.cos)],
  ['tan', floats(Math.tan)],
  ['asin', floats(Math.asin)],
  ['acos', floats(Math.acos)],
  ['atan', floats(Math.atan)],
  ['sinh', floats(Math.sinh)],
  ['cosh', floats(Math.cosh)],
  ['tanh', floats(Math.tanh)],
  ['asinh', floats(Math.asinh)],
  ['acosh', floats(Math.acosh)],
  ['atanh', floats(Math.atanh)],
  ['clamp', clamp],
  ['clamp_max', clampMax],
  ['clamp_min', clampMin],
  ['round', round],
  ['histogram_count', (input) => mapHistograms(input, ({ count }) => count)],
  ['histogram_sum', (input) => mapHistograms(input, ({ sum }) => sum)],
  ['histogram_avg', (input) => mapHistograms(input, histogramMean)],
  ['histogram_stdvar', (input) => mapHistograms(input, histogramVariance)],
  ['histogram_stddev', (input) => mapHistograms(input, histogramDeviation)],
]);

export function histogramMean(histogram: FloatHistogram): number {
  return histogram.sum / histogram.count;
}

/** The variance, with each observation in the middle of its bucket (the geometric middle for exponential buckets). */
export function histogramVariance(histogram: FloatHistogram): number {
  const mean = histogramMean(histogram);
  const isCustom = usesCustomBuckets(histogram);
  const squares = new CompensatedSum();
  for (const bucket of allBuckets(histogram))
    if (bucket.count !== 0) squares.add(bucket.count * (middle(bucket, isCustom) - mean) ** 2);
  return squares.value / histogram.count;
}

export function histogramDeviation(histogram: FloatHistogram): number {
  return Math.sqrt(histogramVariance(histogram));
}

function middle({ lower, upper }: HistogramBucket, isCustom: boolean): number {
  if (isCustom) return (upper + lower) / 2;
  if (lower <= 0 && upper >= 0) return 0;
  return Math.sqrt(upper * lower) * (upper < 0 ? -1 : 1);
}
