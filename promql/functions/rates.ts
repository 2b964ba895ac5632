import { multiply } from '../histogram/arithmetic.ts';
import type { FloatHistogram } from '../histogram/float-histogram.ts';
import { histogramIncrease } from '../histogram/increase.ts';
import type { RangeFunction, RangeWindow } from '../query/range-window.ts';
import { isRestart, startInRange } from './start-times.ts';

interface RateKind {
  readonly isCounter: boolean;
  readonly isPerSecond: boolean;
}

/**
 * `rate`, `increase` and `delta`: the difference over the range, extrapolated to its borders where the samples come
 * close to them.
 */
function extrapolated({ isCounter, isPerSecond }: RateKind): RangeFunction {
  return (window) => {
    if (window.isMixed) {
      window.note('floats-among-histograms');
      return undefined;
    }
    if (window.histogramCount > 1) return ofHistograms(window, { isCounter, isPerSecond });
    const beganMs = isCounter ? startInRange(window) : undefined;
    if (window.floatCount < (beganMs === undefined ? 2 : 1)) return undefined;
    const { times, values, from, to } = window;
    const first = values[from] ?? 0;
    let result = (values[to - 1] ?? 0) - first;
    if (isCounter) result += lostInResets(window);
    if (beganMs !== undefined) result += first;
    const spread: Spread = {
      firstMs: times[from] ?? 0,
      lastMs: times[to - 1] ?? 0,
      intervals: to - from - 1,
      ...(beganMs !== undefined && { beganMs }),
    };
    const zero = isCounter && result > 0 && first >= 0 ? first / result : undefined;
    return result * extrapolationFactor(window, spread, { zero, isPerSecond });
  };
}

export const rate = extrapolated({ isCounter: true, isPerSecond: true });
export const increase = extrapolated({ isCounter: true, isPerSecond: false });
export const delta = extrapolated({ isCounter: false, isPerSecond: false });

function lostInResets(window: RangeWindow): number {
  const { values, startTimes, from, to } = window;
  let lost = 0;
  let previous = values[from] ?? 0;
  for (let index = from + 1; index < to; index++) {
    const value = values[index] ?? 0;
    if (value < previous || (startTimes && isRestart(window, index))) lost += previous;
    previous = value;
  }
  return lost;
}

function ofHistograms(window: RangeWindow, kind: RateKind): FloatHistogram | undefined {
  const { histogramTimes, histograms, histogramFrom, histogramTo } = window;
  const samples = histograms.slice(histogramFrom, histogramTo);
  const result = window.noted(histogramIncrease(samples, kind.isCounter ? 'counter' : 'gauge'));
  if (result === undefined) return undefined;
  const spread: Spread = {
    firstMs: histogramTimes[histogramFrom] ?? 0,
    lastMs: histogramTimes[histogramTo - 1] ?? 0,
    intervals: histogramTo - histogramFrom - 1,
  };
  const firstCount = samples[0]?.count ?? 0;
  const zero = kind.isCounter && result.count > 0 && firstCount >= 0 ? firstCount / result.count : undefined;
  return multiply(result, extrapolationFactor(window, spread, { zero, isPerSecond: kind.isPerSecond }));
}

interface Spread {
  readonly firstMs: number;
  readonly lastMs: number;
  readonly intervals: number;
  /** When the counter is known to have been 0, in the range. */
  readonly beganMs?: number;
}

/**
 * By how much the sampled difference grows: a border closer than 1.1 average intervals is reached, otherwise half an
 * interval is added. `zero` is where a counter would have been 0, in sampled intervals before the first sample: it is
 * never passed.
 */
function extrapolationFactor(
  window: RangeWindow,
  { firstMs, lastMs, intervals, beganMs }: Spread,
  { zero, isPerSecond }: { zero: number | undefined; isPerSecond: boolean },
): number {
  const sampled = (lastMs - (beganMs ?? firstMs)) / 1000;
  const average = intervals === 0 ? 0 : (lastMs - firstMs) / 1000 / intervals;
  const threshold = average * 1.1;
  let toStart = (firstMs - window.startMs) / 1000;
  let toEnd = (window.endMs - lastMs) / 1000;
  if (toStart >= threshold) toStart = average / 2;
  if (beganMs !== undefined) toStart = 0;
  else if (zero !== undefined) toStart = Math.min(toStart, sampled * zero);
  if (toEnd >= threshold) toEnd = average / 2;
  const factor = (sampled + toStart + toEnd) / sampled;
  return isPerSecond ? factor / (window.rangeMs / 1000) : factor;
}
