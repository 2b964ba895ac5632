import { histogramsEqual } from '../histogram/equality.ts';
import type { FloatHistogram } from '../histogram/float-histogram.ts';
import { isReset } from '../histogram/reset-detection.ts';
import type { RangeFunction, RangeWindow } from '../query/range-window.ts';
import { isRestart } from './start-times.ts';

type SampleValue = number | FloatHistogram;

/** `resets`: number of decreases of a counter. */
export const resets: RangeFunction = (window) =>
  countSteps(window, (previous, current, floatIndex) => {
    if (typeof current === 'number' && typeof previous === 'number')
      return current < previous || isRestart(window, floatIndex);
    return typeof current === 'number' || typeof previous === 'number' || isReset(current, previous);
  });

/** `changes`: number of changes of the value. */
export const changes: RangeFunction = (window) =>
  countSteps(window, (previous, current) => {
    if (typeof current === 'number' && typeof previous === 'number')
      return current !== previous && !(Number.isNaN(current) && Number.isNaN(previous));
    return typeof current === 'number' || typeof previous === 'number' || !histogramsEqual(current, previous);
  });

function countSteps(
  window: RangeWindow,
  counts: (previous: SampleValue, current: SampleValue, floatIndex: number) => boolean,
): number | undefined {
  let floatIndex = window.from;
  let histogramIndex = window.histogramFrom;
  let previous: SampleValue | undefined;
  let count = 0;
  while (floatIndex < window.to || histogramIndex < window.histogramTo) {
    const floatMs = floatIndex < window.to ? (window.times[floatIndex] ?? 0) : Number.POSITIVE_INFINITY;
    const histogramMs =
      histogramIndex < window.histogramTo
        ? (window.histogramTimes[histogramIndex] ?? 0)
        : Number.POSITIVE_INFINITY;
    const current: SampleValue =
      floatMs <= histogramMs
        ? (window.values[floatIndex++] ?? 0)
        : (window.histograms[histogramIndex++] ?? Number.NaN);
    if (previous !== undefined && counts(previous, current, floatIndex - 1)) count++;
    previous = current;
  }
  return previous === undefined ? undefined : count;
}
