import { HistogramAccumulator } from '../histogram/accumulator.ts';
import { compact } from '../histogram/compact.ts';
import type { FloatHistogram } from '../histogram/float-histogram.ts';
import {
  absent,
  float,
  type InstantSeries,
  type WritableSeries,
  writeHistogram,
} from '../query/instant-series.ts';
import type { AggregationInput } from './aggregation-input.ts';

/** The histograms of one group of `sum` or `avg`, added up step by step. */
export class HistogramSteps {
  readonly #input: AggregationInput;
  #sums: (HistogramAccumulator | 'incompatible' | undefined)[] | undefined;

  constructor(input: AggregationInput) {
    this.#input = input;
  }

  add({ histograms, labels }: InstantSeries, step: number): void {
    const sample = histograms?.[step];
    if (sample === undefined) return;
    this.#sums ??= new Array(this.#input.count);
    const sum = this.#sums[step] ?? new HistogramAccumulator();
    if (sum === 'incompatible') return;
    this.#sums[step] = sum;
    if (sum.add(sample)) return;
    this.#input.context.note('mixed-schemas', labels.metricName, this.#input.expression.expression.span);
    this.#sums[step] = 'incompatible';
  }

  /** Writes the results among the floats; where there are both, there is no result. */
  finish(series: WritableSeries, resultOf: (sum: HistogramAccumulator) => FloatHistogram | undefined): void {
    const { context, expression, count } = this.#input;
    const { span } = expression.expression;
    if (this.#sums === undefined) return;
    for (let step = 0; step < count; step++) {
      const sum = this.#sums[step];
      if (sum === undefined) continue;
      if (series.present[step] === float) {
        context.warn('encountered a mix of histograms and floats for aggregation', span);
        series.present[step] = absent;
        continue;
      }
      if (sum === 'incompatible') continue;
      if (sum.resetsCollided) context.note('resets-collided-in-aggregation', '', span);
      if (sum.boundsReconciled) context.note('bounds-reconciled-in-aggregation', '', span);
      const result = resultOf(sum);
      if (result !== undefined) writeHistogram(series, step, compact(result));
    }
  }
}
