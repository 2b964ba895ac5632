import { divide } from '../histogram/arithmetic.ts';
import { extendedIncrease } from '../histogram/extended-increase.ts';
import type { FloatHistogram } from '../histogram/float-histogram.ts';
import type { QueryContext } from '../query/query-context.ts';
import type { RangeFunction, RangeWindow } from '../query/range-window.ts';
import { changes, resets } from './changes.ts';

interface ExtendedKind {
  readonly isSmoothed: boolean;
  readonly isCounter: boolean;
  readonly isPerSecond: boolean;
}

/** The function for a range with `anchored` or `smoothed`. Throws when the function does not support the modifier. */
export function extendedRangeFunction(
  context: QueryContext,
  extension: 'anchored' | 'smoothed',
  name: string,
): RangeFunction {
  const isSmoothed = extension === 'smoothed';
  const isRate = name === 'rate' || name === 'increase' || name === 'delta';
  const counts = name === 'changes' ? changes : name === 'resets' ? resets : undefined;
  if (!isRate && (isSmoothed || counts === undefined)) {
    const possible = isSmoothed ? 'delta, increase, rate' : 'changes, delta, increase, rate, resets';
    throw context.error(`${extension} modifier can only be used with: ${possible} - not with ${name}`);
  }
  const kind: ExtendedKind = { isSmoothed, isCounter: name !== 'delta', isPerSecond: name === 'rate' };
  if (!isRate) return (window) => anchoredCount(window, counts ?? changes);
  return (window) => {
    if (window.isMixed) {
      window.note('floats-among-histograms');
      return undefined;
    }
    return window.histogramCount > 0 ? extendedHistogramRate(window, kind) : extendedRate(window, kind);
  };
}

function extendedHistogramRate(
  window: RangeWindow,
  { isSmoothed, isCounter, isPerSecond }: ExtendedKind,
): FloatHistogram | undefined {
  const { histograms, histogramTimes, histogramFrom, histogramTo, startMs, endMs } = window;
  const samples = histograms
    .slice(histogramFrom, histogramTo)
    .map((histogram, index) => ({ timeMs: histogramTimes[histogramFrom + index] ?? 0, histogram }));
  const result = window.noted(extendedIncrease(samples, { startMs, endMs, isSmoothed, isCounter }));
  return result && isPerSecond ? divide(result, window.rangeMs / 1000) : result;
}

/**
 * Without extrapolation: values at the borders are the last samples before them, or interpolated between two samples.
 */
function extendedRate(
  window: RangeWindow,
  { isSmoothed, isCounter, isPerSecond }: ExtendedKind,
): number | undefined {
  const { times, values, startMs, endMs } = window;
  let first = firstIndex(window);
  let last = window.to - 1;
  if (isSmoothed) {
    last = window.from;
    while (last < window.to - 1 && (times[last] ?? 0) < endMs) last++;
  }
  if ((times[last] ?? 0) <= startMs) return undefined;
  const atStart =
    isSmoothed && (times[first] ?? 0) < startMs
      ? between(window, { from: first, atMs: startMs, isCounter })
      : (values[first] ?? 0);
  const atEnd =
    isSmoothed && last > window.from && (times[last] ?? 0) > endMs
      ? between(window, { from: last - 1, atMs: endMs, isCounter })
      : (values[last] ?? 0);
  let result = atEnd - atStart;
  if (isCounter) {
    if ((times[first] ?? 0) <= startMs) first++;
    if ((times[last] ?? 0) >= endMs) last--;
    result += lostBetween(values.subarray(first, Math.max(first, last + 1)), atStart, atEnd);
  }
  return isPerSecond ? result / (window.rangeMs / 1000) : result;
}

function between(
  { times, values }: RangeWindow,
  { from, atMs, isCounter }: { from: number; atMs: number; isCounter: boolean },
): number {
  const end = values[from + 1] ?? 0;
  // After a reset a counter starts from 0.
  const start = isCounter && end < (values[from] ?? 0) ? 0 : (values[from] ?? 0);
  const startMs = times[from] ?? 0;
  return start + ((end - start) * (atMs - startMs)) / ((times[from + 1] ?? 0) - startMs);
}

function lostBetween(inside: Float64Array, atStart: number, atEnd: number): number {
  let lost = 0;
  let previous = atStart;
  for (const value of inside) {
    if (value < previous) lost += previous;
    previous = value;
  }
  return atEnd < previous ? lost + previous : lost;
}

/** The last sample at or before the start of the range, or the first one there is. */
function firstIndex({ times, from, to, startMs }: RangeWindow): number {
  return lastBefore(times, { from, to, startMs });
}

function lastBefore(
  times: Float64Array,
  { from, to, startMs }: { from: number; to: number; startMs: number },
): number {
  let index = from;
  while (index + 1 < to - 1 && (times[index + 1] ?? 0) <= startMs) index++;
  return index;
}

function anchoredCount(window: RangeWindow, count: RangeFunction): ReturnType<RangeFunction> {
  const { from, to, times, histogramFrom, histogramTimes, histogramTo, startMs } = window;
  const lastMs = Math.max(
    to > from ? (times[to - 1] ?? 0) : Number.NEGATIVE_INFINITY,
    histogramTo > histogramFrom ? (histogramTimes[histogramTo - 1] ?? 0) : Number.NEGATIVE_INFINITY,
  );
  if (lastMs <= startMs) return undefined;
  window.from = firstIndex(window);
  window.histogramFrom = lastBefore(histogramTimes, { from: histogramFrom, to: histogramTo, startMs });
  const result = count(window);
  window.from = from;
  window.histogramFrom = histogramFrom;
  return result;
}
