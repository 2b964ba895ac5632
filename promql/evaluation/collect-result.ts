import type { FloatHistogram } from '../histogram/float-histogram.ts';
import { type Frame, timeOf } from '../query/frame.ts';
import {
  absent,
  histogramAt,
  type InstantSeries,
  type Value,
  withoutMetadata,
} from '../query/instant-series.ts';
import { hasSameLabels, mergeSeries } from '../query/merge-series.ts';
import type { QueryContext } from '../query/query-context.ts';
import type { MatrixSeries, QueryValue, VectorSample } from '../query/query-result.ts';
import type { RangeSeries } from '../query/range-series.ts';
import { compareLabels, Labels } from '../series/labels.ts';
import type { MatrixSelector, Subquery } from '../syntax/expression.ts';
import { evaluateExpression } from './evaluate-expression.ts';
import { selectRanges } from './select-ranges.ts';

/** Removes metric names that delayed name removal kept for operations inside of the query. */
function finished(context: QueryContext, series: readonly InstantSeries[]): readonly InstantSeries[] {
  if (!context.delayedNameRemoval) return series;
  const renamed = series.map((one) => (one.dropName ? { ...one, labels: withoutMetadata(one.labels) } : one));
  return mergeSeries(context, renamed);
}

export function collectVector(
  context: QueryContext,
  series: readonly InstantSeries[],
  timestampMs: number,
): QueryValue {
  const samples: VectorSample[] = [];
  const present = series.filter((one) => one.present[0] !== absent);
  for (const one of finished(context, present)) {
    const histogram = histogramAt(one, 0);
    const value = one.values[0] ?? 0;
    samples.push({ labels: one.labels, timestampMs, value, ...(histogram && { histogram }) });
  }
  if (hasSameLabels(present) && !context.delayedNameRemoval) throw context.sameLabelset();
  return { kind: 'vector', samples };
}

export function collectMatrix(context: QueryContext, value: Value, frame: Frame): QueryValue {
  const times = Float64Array.from({ length: frame.count }, (_, step) => timeOf(frame, step));
  if (value.kind === 'scalar')
    return { kind: 'matrix', series: [{ labels: Labels.empty, timestamps: times, values: value.values }] };
  const series = value.kind === 'vector' ? finished(context, value.series) : [];
  const collected = series.map((one) => collectSeries(one, times)).filter((one) => one.timestamps.length > 0);
  return { kind: 'matrix', series: collected.sort((one, other) => compareLabels(one.labels, other.labels)) };
}

function collectSeries(
  { labels, present, values, histograms }: InstantSeries,
  times: Float64Array,
): MatrixSeries {
  let length = 0;
  for (let step = 0; step < present.length; step++) if (present[step] !== absent) length++;
  if (length === present.length)
    return { labels, timestamps: times, values, ...(histograms && { histograms }) };
  const foundTimes = new Float64Array(length);
  const foundValues = new Float64Array(length);
  const found: (FloatHistogram | undefined)[] = [];
  let at = 0;
  for (let step = 0; step < present.length; step++) {
    if (present[step] === absent) continue;
    foundTimes[at] = times[step] ?? 0;
    foundValues[at] = values[step] ?? 0;
    if (histograms) found[at] = histograms[step];
    at++;
  }
  return { labels, timestamps: foundTimes, values: foundValues, ...(histograms && { histograms: found }) };
}

/** The samples of a range selector or a subquery in an instant query. */
export function collectRanges(
  context: QueryContext,
  range: MatrixSelector | Subquery,
  frame: Frame,
): QueryValue {
  const ranges = selectRanges(context, range, { frame, functionName: '', evaluateExpression });
  const endMs = ranges.times.firstMs;
  const startMs = endMs - ranges.rangeMs;
  const series = ranges.series
    .map((one) => cut(one, startMs, endMs))
    .filter((one) => one.timestamps.length > 0);
  return { kind: 'matrix', series: series.sort((one, other) => compareLabels(one.labels, other.labels)) };
}

function cut(
  { labels, dropName, times, values, histogramTimes, histograms }: RangeSeries,
  startMs: number,
  endMs: number,
): MatrixSeries {
  const samples: { timeMs: number; value: number; histogram: FloatHistogram | undefined }[] = [];
  const add = (timeMs: number, value: number, histogram?: FloatHistogram): void => {
    if (timeMs > startMs && timeMs <= endMs) samples.push({ timeMs, value, histogram });
  };
  times.forEach((timeMs, index) => {
    add(timeMs, values[index] ?? 0);
  });
  histogramTimes.forEach((timeMs, index) => {
    add(timeMs, 0, histograms[index]);
  });
  samples.sort((one, other) => one.timeMs - other.timeMs);
  return {
    labels: dropName ? withoutMetadata(labels) : labels,
    timestamps: Float64Array.from(samples, (sample) => sample.timeMs),
    values: Float64Array.from(samples, (sample) => sample.value),
    ...(histograms.length > 0 && { histograms: samples.map((sample) => sample.histogram) }),
  };
}
