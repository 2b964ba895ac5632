import { float, histogramAt, type InstantSeries } from '../evaluation/instant-series.ts';
import type { ClassicBucket } from '../histogram/classic-buckets.ts';
import type { FloatHistogram } from '../histogram/float-histogram.ts';
import type { Labels } from '../series/labels.ts';
import type { Span } from '../syntax/expression.ts';
import { parseNumber, quote } from '../syntax/literals.ts';
import type { CallInput } from './call-input.ts';

interface BucketSeries {
  readonly upperBound: number;
  readonly series: InstantSeries;
}

interface ClassicGroup {
  readonly labels: Labels;
  readonly buckets: BucketSeries[];
}

/** The histograms of a vector: native samples, and series of classic buckets put together by their labels but `le`. */
export class HistogramGroups {
  readonly #input: CallInput;
  readonly #span: Span;
  readonly #natives: readonly InstantSeries[];
  readonly #classic = new Map<string, ClassicGroup>();
  readonly #unbounded: InstantSeries[] = [];

  constructor(input: CallInput, argument: number) {
    this.#input = input;
    this.#span = input.spanOf(argument);
    const series = input.vector(argument);
    this.#natives = series.filter(({ histograms }) => histograms !== undefined);
    for (const one of series) this.#addBuckets(one);
  }

  #addBuckets(series: InstantSeries): void {
    if (!series.present.includes(float)) return;
    const upperBound = parseNumber(series.labels.get('le'));
    if (upperBound === undefined) {
      this.#unbounded.push(series);
      return;
    }
    const labels = series.labels.without(bucketLabel);
    const group = this.#classic.get(labels.key) ?? { labels, buckets: [] };
    this.#classic.set(labels.key, group);
    group.buckets.push({ upperBound, series });
  }

  /** All native and all classic histograms of one step. */
  at(
    step: number,
    visit: {
      readonly native: (histogram: FloatHistogram, labels: Labels) => void;
      readonly classic: (buckets: ClassicBucket[], labels: Labels) => void;
    },
  ): void {
    const { context } = this.#input;
    for (const { present, labels } of this.#unbounded)
      if (present[step] === float)
        context.warn(
          `bucket label "le" is missing or has a malformed value of ${quote(labels.get('le'))}${this.#named(labels)}`,
          this.#span,
        );
    const mixed = new Set<string>();
    for (const series of this.#natives) {
      const histogram = histogramAt(series, step);
      if (histogram === undefined) continue;
      const group = this.#classic.get(series.labels.key);
      if (group?.buckets.some((bucket) => bucket.series.present[step] === float)) {
        mixed.add(series.labels.key);
        const named = this.#named(series.labels);
        context.warn(`vector contains a mix of classic and native histograms${named}`, this.#span);
      } else visit.native(histogram, series.labels);
    }
    for (const [key, { labels, buckets }] of this.#classic) {
      if (mixed.has(key)) continue;
      const found: ClassicBucket[] = [];
      for (const { upperBound, series } of buckets)
        if (series.present[step] === float) found.push({ upperBound, count: series.values[step] ?? 0 });
      context.budget.spend(found.length);
      if (found.length > 0) visit.classic(found, labels);
    }
  }

  #named(labels: Labels): string {
    const name = this.#input.context.delayedNameRemoval ? labels.metricName : '';
    return name === '' ? '' : ` for metric name "${name}"`;
  }
}

const bucketLabel: ReadonlySet<string> = new Set(['le']);
