import { bucketFraction, bucketQuantile, type ClassicBucket } from '../histogram/classic-buckets.ts';
import type { FloatHistogram } from '../histogram/float-histogram.ts';
import { histogramFraction } from '../histogram/fraction.ts';
import { histogramQuantile } from '../histogram/native-quantile.ts';
import { generalText } from '../histogram/number-text.ts';
import {
  absent,
  float,
  histogramAt,
  type InstantSeries,
  type Value,
  writeFloat,
} from '../query/instant-series.ts';
import { droppedName, SeriesMap } from '../query/merge-series.ts';
import type { Labels } from '../series/labels.ts';
import type { Span } from '../syntax/expression.ts';
import { parseNumber, quote } from '../syntax/literals.ts';
import type { CallFunction, CallInput } from './call-input.ts';
import { checkQuantile } from './float-quantile.ts';

const bucketLabel: ReadonlySet<string> = new Set(['le']);

interface Shares {
  readonly native: (histogram: FloatHistogram, labels: Labels, step: number) => number;
  readonly classic: (buckets: ClassicBucket[], labels: Labels, step: number) => number;
  /** Labels of the result beyond those of the histogram. */
  readonly relabel?: (labels: Labels) => Labels;
}

class SharesOverSteps {
  readonly #input: CallInput;
  readonly #groups: HistogramGroups;
  readonly #result: SeriesMap;

  constructor(input: CallInput, argument: number) {
    this.#input = input;
    this.#groups = new HistogramGroups(input, argument);
    this.#result = new SeriesMap(input.frame.count, (samples) => input.context.budget.hold(samples));
  }

  add(step: number, { native, classic, relabel = (labels) => labels }: Shares): void {
    const { context } = this.#input;
    const put = (labels: Labels, value: number): void => {
      const target = this.#result.of(relabel(droppedName(context, labels)), true);
      if (target.present[step] !== absent) throw context.sameLabelset();
      writeFloat(target, step, value);
    };
    this.#groups.at(step, {
      native: (histogram, labels) => put(labels, native(histogram, labels, step)),
      classic: (buckets, labels) => put(labels, classic(buckets, labels, step)),
    });
  }

  get value(): Value {
    return { kind: 'vector', series: this.#result.series };
  }
}

function quantiles(input: CallInput, share: number, argument: number): Shares {
  const { context } = input;
  const nameOf = (labels: Labels): string => (context.delayedNameRemoval ? labels.metricName : '');
  return {
    native: (histogram, labels) => {
      const { value, note } = histogramQuantile(share, histogram);
      if (note) context.note(note, nameOf(labels), input.spanOf(0));
      return value;
    },
    classic: (buckets, labels) => {
      const { value, forced } = bucketQuantile(share, buckets);
      const name = nameOf(labels);
      if (forced)
        context.inform(
          'input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)' +
            (name === '' ? '' : ` for metric name "${name}"`),
          input.spanOf(argument),
        );
      return value;
    },
  };
}

const quantile: CallFunction = (input) => {
  const shares = input.scalar(0);
  const result = new SharesOverSteps(input, 1);
  for (let step = 0; step < input.frame.count; step++) {
    const share = shares[step] ?? Number.NaN;
    checkQuantile(input.context, share, input.spanOf(0));
    result.add(step, quantiles(input, share, 1));
  }
  return result.value;
};

/** Several quantiles at once, each with its quantile as a label. */
const manyQuantiles: CallFunction = (input) => {
  const label = input.text(1);
  const result = new SharesOverSteps(input, 0);
  for (let argument = 2; argument < input.argCount; argument++) {
    const shares = input.scalar(argument);
    for (let step = 0; step < input.frame.count; step++) {
      const share = shares[step] ?? Number.NaN;
      checkQuantile(input.context, share, input.spanOf(argument));
      result.add(step, {
        ...quantiles(input, share, 0),
        relabel: (labels) => labels.with(label, openMetricsNumber(share)),
      });
    }
  }
  return result.value;
};

/** Floats as in OpenMetrics: integers with `.0`. */
function openMetricsNumber(value: number): string {
  const text = generalText(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

const fraction: CallFunction = (input) => {
  const lowers = input.scalar(0);
  const uppers = input.scalar(1);
  const { context } = input;
  const result = new SharesOverSteps(input, 2);
  for (let step = 0; step < input.frame.count; step++) {
    const lower = lowers[step] ?? Number.NaN;
    const upper = uppers[step] ?? Number.NaN;
    result.add(step, {
      native: (histogram, labels) => {
        const { value, note } = histogramFraction(lower, upper, histogram);
        if (note) context.note(note, context.delayedNameRemoval ? labels.metricName : '', input.spanOf(0));
        return value;
      },
      classic: (buckets) => bucketFraction(lower, upper, buckets),
    });
  }
  return result.value;
};

/** Quantiles and fractions of classic and native histograms. */
export const histogramShareFunctions: ReadonlyMap<string, CallFunction> = new Map([
  ['histogram_quantile', quantile],
  ['histogram_quantiles', manyQuantiles],
  ['histogram_fraction', fraction],
]);

interface BucketSeries {
  readonly upperBound: number;
  readonly series: InstantSeries;
}

interface ClassicGroup {
  readonly labels: Labels;
  readonly buckets: BucketSeries[];
}

/** The histograms of a vector: native samples, and classic buckets grouped by all labels except `le`. */
class HistogramGroups {
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
