import type { RangeFunction, RangeWindow } from '../query/range-window.ts';
import { Compensated } from './spread-over-time.ts';

interface Line {
  readonly slope: number;
  readonly intercept: number;
}

/** Least squares over the floats of a range; the intercept is that at `atMs`. */
function regression(window: RangeWindow, atMs: number): Line {
  const sumX = new Compensated();
  const sumY = new Compensated();
  const sumXY = new Compensated();
  const sumXX = new Compensated();
  const first = window.values[window.from] ?? 0;
  let isConstant = true;
  for (let index = window.from; index < window.to; index++) {
    const y = window.values[index] ?? 0;
    if (index > window.from && y !== first) isConstant = false;
    const x = ((window.times[index] ?? 0) - atMs) / 1000;
    sumX.add(x);
    sumY.add(y);
    sumXY.add(x * y);
    sumXX.add(x * x);
  }
  if (isConstant)
    return Math.abs(first) === Number.POSITIVE_INFINITY
      ? { slope: Number.NaN, intercept: Number.NaN }
      : { slope: 0, intercept: first };
  const count = window.floatCount;
  const covariance = sumXY.value - (sumX.value * sumY.value) / count;
  const variance = sumXX.value - (sumX.value * sumX.value) / count;
  const slope = covariance / variance;
  return { slope, intercept: sumY.value / count - (slope * sumX.value) / count };
}

function isTooShort(window: RangeWindow): boolean {
  if (window.floatCount > 0) window.ignoreHistograms();
  return window.floatCount < 2;
}

export const deriv: RangeFunction = (window) =>
  isTooShort(window) ? undefined : regression(window, window.times[window.from] ?? 0).slope;

/** `predict_linear`: the second argument is the seconds from the time of evaluation on. */
export const predictLinear: RangeFunction = (window) => {
  if (isTooShort(window)) return undefined;
  const [seconds = Number.NaN] = window.args;
  const { slope, intercept } = regression(window, window.timeMs);
  return slope * seconds + intercept;
};

/** `double_exponential_smoothing` (Holt's linear method): smoothing factor and trend factor, both between 0 and 1. */
export const doubleExponentialSmoothing: RangeFunction = (window) => {
  const [smoothing = Number.NaN, trendFactor = Number.NaN] = window.args;
  refuseFactor(window, 'smoothing factor. Expected: 0 < sf < 1', smoothing);
  refuseFactor(window, 'trend factor. Expected: 0 < tf < 1', trendFactor);
  if (isTooShort(window)) return undefined;
  const { values, from, to } = window;
  let before = 0;
  let level = values[from] ?? 0;
  let trend = (values[from + 1] ?? 0) - level;
  for (let index = from + 1; index < to; index++) {
    if (index > from + 1) trend = trendFactor * (level - before) + (1 - trendFactor) * trend;
    const next = smoothing * (values[index] ?? 0) + (1 - smoothing) * (level + trend);
    before = level;
    level = next;
  }
  return level;
};

function refuseFactor(window: RangeWindow, what: string, factor: number): void {
  if (factor <= 0 || factor >= 1)
    throw window.context.error(`invalid ${what}, got: ${factor.toFixed(6)}`, window.span);
}
