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

/** `avg`: the compensated sum over the count; from where the sum would overflow on, a running mean. */
export class MeanAccumulator implements Accumulator {
  /** The values are sums, or means where `#isRunning`. */
  readonly #series: WritableSeries;
  readonly #lost: Float64Array;
  readonly #counts: Float64Array;
  readonly #isRunning: Uint8Array;
  readonly #histograms: HistogramSteps;

  constructor(input: AggregationInput, labels: Labels) {
    this.#series = createSeries(labels, input.count);
    this.#lost = new Float64Array(input.count);
    this.#counts = new Float64Array(input.count);
    this.#isRunning = new Uint8Array(input.count);
    this.#histograms = new HistogramSteps(input);
  }

  add(series: InstantSeries): void {
    const { present, values, dropName } = series;
    const { values: sums } = this.#series;
    const lost = this.#lost;
    this.#series.dropName ||= dropName;
    for (let step = 0; step < present.length; step++) {
      if (present[step] === histogram) this.#histograms.add(series, step);
      if (present[step] !== float) continue;
      const value = values[step] ?? 0;
      const count = (this.#counts[step] ?? 0) + 1;
      this.#counts[step] = count;
      if (count === 1) {
        writeFloat(this.#series, step, value);
        continue;
      }
      const sum = sums[step] ?? 0;
      const total = sum + value;
      if (this.#isRunning[step] === 1 || Math.abs(total) === Number.POSITIVE_INFINITY) {
        this.#addToMean(step, value, count);
        continue;
      }
      if (Math.abs(sum) >= Math.abs(value)) lost[step] = (lost[step] ?? 0) + (sum - total + value);
      else lost[step] = (lost[step] ?? 0) + (value - total + sum);
      sums[step] = total;
    }
  }

  #addToMean(step: number, value: number, count: number): void {
    const { values } = this.#series;
    if (this.#isRunning[step] === 0) {
      this.#isRunning[step] = 1;
      values[step] = (values[step] ?? 0) / (count - 1);
      this.#lost[step] = (this.#lost[step] ?? 0) / (count - 1);
    }
    const share = (count - 1) / count;
    const kept = share * (values[step] ?? 0);
    const part = value / count;
    const total = kept + part;
    let lost = share * (this.#lost[step] ?? 0);
    if (Math.abs(total) === Number.POSITIVE_INFINITY) lost = 0;
    else if (Math.abs(kept) >= Math.abs(part)) lost += kept - total + part;
    else lost += part - total + kept;
    values[step] = total;
    this.#lost[step] = lost;
  }

  result(): InstantSeries {
    const { values } = this.#series;
    for (let step = 0; step < values.length; step++) {
      const divisor = this.#isRunning[step] === 1 ? 1 : (this.#counts[step] ?? 1);
      values[step] = (values[step] ?? 0) / divisor + (this.#lost[step] ?? 0) / divisor;
    }
    this.#histograms.finish(this.#series, (sum) => sum.mean());
    return this.#series;
  }
}
