import type { FloatHistogram } from '../histogram/float-histogram.ts';
import type { Labels } from '../series/labels.ts';
import {
  absent,
  createSeries,
  histogram,
  type InstantSeries,
  type WritableSeries,
  withoutMetadata,
  write,
} from './instant-series.ts';
import type { QueryContext } from './query-context.ts';

/** The name is dropped now, or, with delayed name removal, at the end of the query. */
export function droppedName(context: QueryContext, labels: Labels): Labels {
  return context.delayedNameRemoval ? labels : withoutMetadata(labels);
}

/** Whether two series have the same labels. */
export function hasSameLabels(series: readonly InstantSeries[]): boolean {
  const seen = new Set<string>();
  for (const { labels } of series) {
    if (seen.has(labels.key)) return true;
    seen.add(labels.key);
  }
  return false;
}

/** Joins series of the same labels that never have samples at the same step; throws where they do. */
export function mergeSeries(
  context: QueryContext,
  series: readonly InstantSeries[],
): readonly InstantSeries[] {
  if (series.length < 2 || !hasSameLabels(series)) return series;
  const merged = new SeriesMap(series[0]?.values.length ?? 0);
  for (const one of series) {
    const target = merged.of(one.labels, one.dropName);
    for (let step = 0; step < one.present.length; step++) {
      if (one.present[step] === absent) continue;
      if (target.present[step] !== absent) throw context.sameLabelset();
      copySample(one, step, target);
    }
  }
  return merged.series;
}

export function copySample(from: InstantSeries, step: number, to: WritableSeries): void {
  const found: FloatHistogram | undefined =
    from.present[step] === histogram ? from.histograms?.[step] : undefined;
  write(to, step, found ?? from.values[step] ?? 0);
}

/** Series in the making, one a set of labels, in the order of their first mention. */
export class SeriesMap {
  readonly #byKey = new Map<string, WritableSeries>();
  readonly #count: number;
  readonly #hold: (count: number) => void;

  /** `hold` is told of each new series' number of steps. */
  constructor(count: number, hold: (count: number) => void = () => {}) {
    this.#count = count;
    this.#hold = hold;
  }

  of(labels: Labels, dropName = false): WritableSeries {
    const known = this.#byKey.get(labels.key);
    if (known !== undefined) return known;
    this.#hold(this.#count);
    const created = createSeries(labels, this.#count, dropName);
    this.#byKey.set(labels.key, created);
    return created;
  }

  get series(): WritableSeries[] {
    return [...this.#byKey.values()];
  }
}
