import { endOf, type Frame } from '../query/frame.ts';
import { absent, createSeries, float, type InstantSeries, writeHistogram } from '../query/instant-series.ts';
import type { QueryContext } from '../query/query-context.ts';
import type { SeriesBlock } from '../series/queryable.ts';
import { isStaleAt, wordsOf } from '../series/stale-marker.ts';
import type { VectorSelector } from '../syntax/expression.ts';
import { formatLabels } from '../syntax/print-labels.ts';

/** The time at which each step of a frame reads its data, with offset and `@` applied. */
export interface ReferenceTimes {
  readonly firstMs: number;
  /** 0 when `@` fixes the time. */
  readonly stepMs: number;
  readonly lastMs: number;
}

export function referenceTimes(
  { modifiers }: Pick<VectorSelector, 'modifiers'>,
  context: QueryContext,
  frame: Frame,
): ReferenceTimes {
  const offsetMs = context.durationMs(modifiers.offset, { allowNegative: true });
  const { at } = modifiers;
  if (at === undefined)
    return { firstMs: frame.startMs - offsetMs, stepMs: frame.stepMs, lastMs: endOf(frame) - offsetMs };
  const fixed = at === 'start' ? context.frame.startMs : at === 'end' ? endOf(context.frame) : at;
  return { firstMs: fixed - offsetMs, stepMs: 0, lastMs: fixed - offsetMs };
}

/** The value of a selector's series at each step: the latest sample within the lookback, unless it is stale. */
export function selectInstant(
  selector: VectorSelector,
  context: QueryContext,
  frame: Frame,
): InstantSeries[] {
  return selectNewest(selector, context, frame).map(({ series }) => series);
}

/** Each series with the timestamps of its selected samples, for `timestamp()`. */
export function selectTimes(
  selector: VectorSelector,
  context: QueryContext,
  { frame, floatsOnly = false }: { frame: Frame; floatsOnly?: boolean },
): InstantSeries[] {
  return selectNewest(selector, context, frame).map(({ series, indexes, block }) => {
    if (floatsOnly && series.histograms !== undefined)
      throw context.error(
        `this should be an info metric, with float samples: ${formatLabels(series.labels)}`,
      );
    const times = createSeries(series.labels, frame.count);
    for (let step = 0; step < frame.count; step++) {
      if (series.present[step] === absent) continue;
      times.present[step] = float;
      times.values[step] = (block.timestamps[indexes[step] ?? 0] ?? 0) / 1000;
    }
    return times;
  });
}

interface Found {
  readonly series: InstantSeries;
  readonly block: SeriesBlock;
  readonly indexes: Int32Array;
}

function selectNewest(selector: VectorSelector, context: QueryContext, frame: Frame): Found[] {
  const times = referenceTimes(selector, context, frame);
  const blocks = context.selectFor(selector, {
    startMs: times.firstMs - context.lookbackDeltaMs + 1,
    endMs: times.lastMs,
  });
  const found: Found[] = [];
  for (const block of blocks) {
    context.budget.hold(frame.count);
    const one = findNewest(block, times, { frame, lookbackMs: context.lookbackDeltaMs });
    if (one) found.push(one);
  }
  return found;
}

function findNewest(
  block: SeriesBlock,
  times: ReferenceTimes,
  { frame, lookbackMs }: { frame: Frame; lookbackMs: number },
): Found | undefined {
  const { timestamps, values, histograms } = block;
  const words = wordsOf(values);
  const series = createSeries(block.labels, frame.count);
  const indexes = new Int32Array(frame.count);
  let index = -1;
  let isEmpty = true;
  for (let step = 0; step < frame.count; step++) {
    const reference = times.firstMs + step * times.stepMs;
    while (index + 1 < timestamps.length && (timestamps[index + 1] ?? 0) <= reference) index++;
    if (index < 0 || (timestamps[index] ?? 0) <= reference - lookbackMs) continue;
    const histogram = histograms?.[index];
    if (histogram === undefined) {
      const value = values[index] ?? 0;
      if (Number.isNaN(value) && isStaleAt(words, index)) continue;
      series.present[step] = float;
      series.values[step] = value;
    } else writeHistogram(series, step, histogram);
    indexes[step] = index;
    isEmpty = false;
  }
  return isEmpty ? undefined : { series, block, indexes };
}
