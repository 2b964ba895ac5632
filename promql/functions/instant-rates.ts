import type { FloatHistogram } from '../histogram/float-histogram.ts';
import { histogramStep } from '../histogram/increase.ts';
import type { RangeFunction, RangeWindow } from '../query/range-window.ts';
import { isRestart } from './start-times.ts';

/** `irate`: the slope between the last two samples of a counter. */
export const irate: RangeFunction = (window) => lastDifference(window, true);

/** `idelta`: the difference between the last two samples of a gauge. */
export const idelta: RangeFunction = (window) => lastDifference(window, false);

interface Sample {
  readonly timeMs: number;
  readonly value: number | FloatHistogram;
}

function lastDifference(window: RangeWindow, isRate: boolean): number | FloatHistogram | undefined {
  if (window.floatCount + window.histogramCount < 2) return undefined;
  const [previous, last] = lastTwo(window);
  if (previous === undefined || last === undefined) return undefined;
  const intervalSeconds = (last.timeMs - previous.timeMs) / 1000;
  if (intervalSeconds === 0) return undefined;
  if (typeof last.value === 'number' && typeof previous.value === 'number') {
    const isReset = last.value < previous.value || isRestart(window, window.to - 1);
    const difference = isRate && isReset ? last.value : last.value - previous.value;
    return isRate ? difference / intervalSeconds : difference;
  }
  if (typeof last.value === 'number' || typeof previous.value === 'number') {
    window.note('floats-among-histograms');
    return undefined;
  }
  const kind = isRate ? 'counter' : 'gauge';
  return window.noted(histogramStep(previous.value, last.value, { kind, intervalSeconds }));
}

function lastTwo(window: RangeWindow): Sample[] {
  const samples: Sample[] = [];
  for (let index = Math.max(window.from, window.to - 2); index < window.to; index++)
    samples.push({ timeMs: window.times[index] ?? 0, value: window.values[index] ?? 0 });
  const { histogramFrom, histogramTo } = window;
  for (let index = Math.max(histogramFrom, histogramTo - 2); index < histogramTo; index++) {
    const value = window.histograms[index];
    if (value !== undefined) samples.push({ timeMs: window.histogramTimes[index] ?? 0, value });
  }
  return samples.sort((one, other) => one.timeMs - other.timeMs).slice(-2);
}
