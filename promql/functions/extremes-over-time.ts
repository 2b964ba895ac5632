import type { RangeFunction, RangeWindow } from '../query/range-window.ts';

type Beats = (value: number, best: number) => boolean;

/** Index of the extreme float; NaN counts only when there is nothing else. */
function indexOfBest(window: RangeWindow, beats: Beats): number | undefined {
  if (window.floatCount === 0) return undefined;
  window.ignoreHistograms();
  let at = window.from;
  let best = window.values[at] ?? 0;
  for (let index = window.from; index < window.to; index++) {
    const value = window.values[index] ?? 0;
    if (!beats(value, best) && !Number.isNaN(best)) continue;
    best = value;
    at = index;
  }
  return at;
}

function valueOfBest(beats: Beats): RangeFunction {
  return (window) => {
    const index = indexOfBest(window, beats);
    return index === undefined ? undefined : window.values[index];
  };
}

function timeOfBest(beats: Beats): RangeFunction {
  return (window) => {
    const index = indexOfBest(window, beats);
    return index === undefined ? undefined : (window.times[index] ?? 0) / 1000;
  };
}

export const maxOverTime = valueOfBest((value, best) => value > best);
export const minOverTime = valueOfBest((value, best) => value < best);
/** Of equal values the latest one counts. */
export const tsOfMaxOverTime = timeOfBest((value, best) => value >= best);
export const tsOfMinOverTime = timeOfBest((value, best) => value <= best);

export const countOverTime: RangeFunction = (window) => {
  const count = window.floatCount + window.histogramCount;
  return count === 0 ? undefined : count;
};

export const presentOverTime: RangeFunction = (window) =>
  window.floatCount + window.histogramCount === 0 ? undefined : 1;

export const firstOverTime: RangeFunction = (window) => {
  const { from, histogramFrom } = window;
  const isFloat =
    window.histogramCount === 0 ||
    (window.floatCount > 0 && (window.times[from] ?? 0) < (window.histogramTimes[histogramFrom] ?? 0));
  if (isFloat) return window.floatCount === 0 ? undefined : window.values[from];
  return window.histograms[histogramFrom];
};

export const lastOverTime: RangeFunction = (window) => {
  const float = window.to - 1;
  const histogram = window.histogramTo - 1;
  const isFloat =
    window.histogramCount === 0 ||
    (window.floatCount > 0 && (window.histogramTimes[histogram] ?? 0) < (window.times[float] ?? 0));
  if (isFloat) return window.floatCount === 0 ? undefined : window.values[float];
  return window.histograms[histogram];
};

export const tsOfFirstOverTime: RangeFunction = (window) => {
  const first = Math.min(
    window.floatCount > 0 ? (window.times[window.from] ?? 0) : Number.POSITIVE_INFINITY,
    window.histogramCount > 0 ? (window.histogramTimes[window.histogramFrom] ?? 0) : Number.POSITIVE_INFINITY,
  );
  return first === Number.POSITIVE_INFINITY ? undefined : first / 1000;
};

export const tsOfLastOverTime: RangeFunction = (window) => {
  const last = Math.max(
    window.floatCount > 0 ? (window.times[window.to - 1] ?? 0) : Number.NEGATIVE_INFINITY,
    window.histogramCount > 0
      ? (window.histogramTimes[window.histogramTo - 1] ?? 0)
      : Number.NEGATIVE_INFINITY,
  );
  return last === Number.NEGATIVE_INFINITY ? undefined : last / 1000;
};
