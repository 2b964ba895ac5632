import {
  createSeries,
  float,
  histogram,
  type InstantSeries,
  type WritableSeries,
  writeFloat,
} from '../query/instant-series.ts';
import type { Labels } from '../series/labels.ts';
import type { Accumulator, AggregationInput } from './aggregation-input.ts';
import { HistogramSteps } from './histogram-steps.ts';

/** `sum`: compensated for floats; histograms are added bucket by bucket; a mix of both is no result. */
export class SumAccumulator implements Accumulator {
  readonly #series: WritableSeries;
  readonly #lost: Float64Array;
  readonly #histograms: HistogramSteps;

  constructor(input: AggregationInput, labels: Labels) {
    this.#series = createSeries(labels, input.count);
    this.#lost = new Float64Array(input.count);
    this.#histograms = new HistogramSteps(input);
  }

  add(series: InstantSeries): void {
    const { present, values, dropName } = series;
    const { values: sums, present: found } = this.#series;
    const lost = this.#lost;
    this.#series.dropName ||= dropName;
    for (let step = 0; step < present.length; step++) {
      if (present[step] === histogram) this.#histograms.add(series, step);
      if (present[step] !== float) continue;
      const value = values[step] ?? 0;
      if (found[step] !== float) {
        writeFloat(this.#series, step, value);
        continue;
      }
      const sum = sums[step] ?? 0;
      const total = sum + value;
      if (Math.abs(total) === Number.POSITIVE_INFINITY) lost[step] = 0;
      else if (Math.abs(sum) >= Math.abs(value)) lost[step] = (lost[step] ?? 0) + (sum - total + value);
      else lost[step] = (lost[step] ?? 0) + (value - total + sum);
      sums[step] = total;
    }
  }

  result(): InstantSeries {
    const { values } = this.#series;
    for (let step = 0; step < values.length; step++)
      values[step] = (values[step] ?? 0) + (this.#lost[step] ?? 0);
    this.#histograms.finish(this.#series, (sum) => sum.total());
    return this.#series;
  }
}
