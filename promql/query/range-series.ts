import type { FloatHistogram } from '../histogram/float-histogram.ts';
import type { Labels } from '../series/labels.ts';
import type { SeriesBlock } from '../series/queryable.ts';
import { isStaleAt, wordsOf } from '../series/stale-marker.ts';
import { type Frame, timeOf } from './frame.ts';
import { absent, histogram, type InstantSeries } from './instant-series.ts';

/** The samples of one series for ranges: floats and histograms separately, without stale markers. */
export interface RangeSeries {
  readonly labels: Labels;
  readonly dropName: boolean;
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly histogramTimes: Float64Array;
  readonly histograms: readonly FloatHistogram[];
  /** Of `times`. */
  readonly startTimes?: Float64Array;
}

const none = new Float64Array(0);

/** Without copying, unless there is something to leave out. */
export function fromBlock(block: SeriesBlock): RangeSeries {
  const { labels, timestamps, values, histograms, startTimes } = block;
  const isClean = histograms === undefined && !hasStale(values);
  const started = startTimes && { startTimes };
  if (isClean) {
    const floats = { labels, dropName: false, times: timestamps, values };
    return { ...floats, histogramTimes: none, histograms: [], ...started };
  }
  const words = wordsOf(values);
  const collected = collect(labels, timestamps.length, (index) => {
    const found = histograms?.[index];
    if (found !== undefined) return { timeMs: timestamps[index] ?? 0, value: found };
    const value = values[index] ?? 0;
    return Number.isNaN(value) && isStaleAt(words, index)
      ? undefined
      : { timeMs: timestamps[index] ?? 0, value };
  });
  if (startTimes === undefined) return collected;
  const startOf = new Map(Array.from(timestamps, (timeMs, index) => [timeMs, startTimes[index] ?? 0]));
  return { ...collected, startTimes: collected.times.map((timeMs) => startOf.get(timeMs) ?? 0) };
}

function hasStale(values: Float64Array): boolean {
  let words: Uint32Array | undefined;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0;
    if (!Number.isNaN(value)) continue;
    words ??= wordsOf(values);
    if (isStaleAt(words, index)) return true;
  }
  return false;
}

/** What a subquery's expression gave, as samples at its own steps. */
export function fromSteps(series: InstantSeries, frame: Frame): RangeSeries {
  const { dropName } = series;
  const collected = collect(series.labels, frame.count, (step) => {
    const kind = series.present[step];
    if (kind === absent) return undefined;
    const found = kind === histogram ? series.histograms?.[step] : undefined;
    return { timeMs: timeOf(frame, step), value: found ? withoutHint(found) : (series.values[step] ?? 0) };
  });
  return { ...collected, dropName };
}

/** The samples of a subquery may skip or repeat those that a hint was about. */
function withoutHint(found: FloatHistogram): FloatHistogram {
  const { counterResetHint } = found;
  return counterResetHint === 'reset' || counterResetHint === 'not-reset'
    ? { ...found, counterResetHint: 'unknown' }
    : found;
}

interface RangeSample {
  readonly timeMs: number;
  readonly value: number | FloatHistogram;
}

function collect(
  labels: Labels,
  length: number,
  at: (index: number) => RangeSample | undefined,
): RangeSeries {
  const times: number[] = [];
  const values: number[] = [];
  const histogramTimes: number[] = [];
  const histograms: FloatHistogram[] = [];
  for (let index = 0; index < length; index++) {
    const sample = at(index);
    if (sample === undefined) continue;
    if (typeof sample.value === 'number') {
      times.push(sample.timeMs);
      values.push(sample.value);
    } else {
      histogramTimes.push(sample.timeMs);
      histograms.push(sample.value);
    }
  }
  return {
    labels,
    dropName: false,
    times: Float64Array.from(times),
    values: Float64Array.from(values),
    histogramTimes: Float64Array.from(histogramTimes),
    histograms,
  };
}
