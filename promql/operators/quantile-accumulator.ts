import { checkQuantile, quantileOf } from '../functions/float-quantile.ts';
import {
  createSeries,
  float,
  histogram,
  type InstantSeries,
  type WritableSeries,
  writeFloat,
} from '../query/instant-series.ts';
import type { Labels } from '../series/labels.ts';
import { type Accumulator, type AggregationInput, ignoreHistogram } from './aggregation-input.ts';

/** `quantile` over the floats of a group. */
export class QuantileAccumulator implements Accumulator {
  readonly #input: AggregationInput;
  readonly #series: WritableSeries;
  readonly #members: InstantSeries[] = [];

  constructor(input: AggregationInput, labels: Labels) {
    this.#input = input;
    this.#series = createSeries(labels, input.count);
  }

  add(series: InstantSeries): void {
    this.#members.push(series);
    this.#series.dropName ||= series.dropName;
  }

  result(): InstantSeries {
    const { count, parameter } = this.#input;
    const found = new Float64Array(this.#members.length);
    for (let step = 0; step < count; step++) {
      let length = 0;
      for (const { present, values } of this.#members) {
        if (present[step] === histogram) ignoreHistogram(this.#input);
        if (present[step] === float) found[length++] = values[step] ?? 0;
      }
      this.#input.context.budget.spend(length);
      if (length > 0)
        writeFloat(this.#series, step, quantileOf(parameter[step] ?? Number.NaN, found.subarray(0, length)));
    }
    return this.#series;
  }
}

/** Warns when the largest or smallest parameter is outside of 0 to 1. */
export function checkQuantileParameter({ context, expression, parameter }: AggregationInput): void {
  const span = expression.parameter?.span ?? expression.span;
  const numbers = parameter.filter((value) => !Number.isNaN(value));
  if (numbers.length < parameter.length) checkQuantile(context, Number.NaN, span);
  if (numbers.length === 0) return;
  const largest = numbers.reduce((one, other) => Math.max(one, other));
  const smallest = numbers.reduce((one, other) => Math.min(one, other));
  if (largest > 1) checkQuantile(context, largest, span);
  if (smallest < 0) checkQuantile(context, smallest, span);
}
