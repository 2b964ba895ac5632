import { histogramBetween } from '../histogram/extended-increase.ts';
import type { FloatHistogram } from '../histogram/float-histogram.ts';
import type { HistogramNote } from '../histogram/histogram-note.ts';
import type { Frame } from '../query/frame.ts';
import {
  createSeries,
  hasAny,
  type InstantSeries,
  writeFloat,
  writeHistogram,
} from '../query/instant-series.ts';
import type { QueryContext } from '../query/query-context.ts';
import { fromBlock } from '../query/range-series.ts';
import type { VectorSelector } from '../syntax/expression.ts';
import { referenceTimes } from './select-instant.ts';

/** The value of a `smoothed` instant selector: interpolated linearly between the samples around each step. */
export function smoothInstant(
  selector: VectorSelector,
  context: QueryContext,
  frame: Frame,
): InstantSeries[] {
  const reference = referenceTimes(selector, context, frame);
  const lookbackMs = context.lookbackDeltaMs;
  const blocks = context.select(selector.matchers, {
    startMs: reference.firstMs - lookbackMs + 1,
    endMs: reference.lastMs + lookbackMs,
  });
  return blocks
    .map((block) => {
      context.budget.hold(frame.count);
      const { labels, times, values, histogramTimes, histograms } = fromBlock(block);
      const result = createSeries(labels, frame.count);
      const note = (one: HistogramNote): void => context.note(one, labels.metricName, selector.span);
      const floatsAround = new Surroundings(times, lookbackMs);
      const histogramsAround = new Surroundings(histogramTimes, lookbackMs);
      for (let step = 0; step < frame.count; step++) {
        const atMs = reference.firstMs + step * reference.stepMs;
        floatsAround.moveTo(atMs);
        histogramsAround.moveTo(atMs);
        if (floatsAround.hasAny && histogramsAround.hasAny) note('floats-among-histograms');
        else if (histogramsAround.hasAny) {
          const found = smoothHistogram(histograms, histogramsAround, { atMs, note });
          if (found) writeHistogram(result, step, found);
        } else {
          const found = smoothFloat(values, floatsAround, atMs);
          if (found !== undefined) writeFloat(result, step, found);
        }
      }
      return result;
    })
    .filter(hasAny);
}

/** The samples before and after an advancing time, within its lookback. */
class Surroundings {
  readonly #times: Float64Array;
  readonly #lookbackMs: number;
  /** The first at or after the time. */
  next = 0;
  hasBefore = false;
  hasAfter = false;

  constructor(times: Float64Array, lookbackMs: number) {
    this.#times = times;
    this.#lookbackMs = lookbackMs;
  }

  get hasAny(): boolean {
    return this.hasBefore || this.hasAfter;
  }

  moveTo(atMs: number): void {
    while (this.next < this.#times.length && (this.#times[this.next] ?? 0) < atMs) this.next++;
    this.hasAfter = this.nextMs <= atMs + this.#lookbackMs;
    this.hasBefore = this.beforeMs > atMs - this.#lookbackMs;
  }

  get nextMs(): number {
    return this.#times[this.next] ?? Number.POSITIVE_INFINITY;
  }

  get beforeMs(): number {
    return this.next > 0 ? (this.#times[this.next - 1] ?? 0) : Number.NEGATIVE_INFINITY;
  }
}

function smoothFloat(values: Float64Array, around: Surroundings, atMs: number): number | undefined {
  const { next, nextMs, beforeMs } = around;
  if (nextMs === atMs) return values[next] ?? 0;
  if (!around.hasBefore) return undefined;
  const before = values[next - 1] ?? 0;
  if (!around.hasAfter) return before;
  return before + (((values[next] ?? 0) - before) * (atMs - beforeMs)) / (nextMs - beforeMs);
}

function smoothHistogram(
  histograms: readonly FloatHistogram[],
  around: Surroundings,
  { atMs, note }: { atMs: number; note: (note: HistogramNote) => void },
): FloatHistogram | undefined {
  const { next, nextMs, beforeMs } = around;
  const before = histograms[next - 1];
  const after = histograms[next];
  if (nextMs === atMs) return after;
  if (!around.hasBefore || before === undefined) return undefined;
  // A counter reset hint relates two neighbours, and no sample follows this one.
  if (!around.hasAfter || after === undefined) return { ...before, counterResetHint: 'unknown' };
  const isCounter = before.counterResetHint !== 'gauge' || after.counterResetHint !== 'gauge';
  const { histogram, notes } = histogramBetween(
    { timeMs: beforeMs, histogram: before },
    { timeMs: nextMs, histogram: after },
    { atMs, isCounter },
  );
  for (const one of notes) note(one);
  return histogram;
}
