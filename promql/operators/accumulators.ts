import {
  absent,
  createSeries,
  float,
  histogram,
  type InstantSeries,
  type WritableSeries,
  writeFloat,
} from '../query/instant-series.ts';
import type { Labels } from '../series/labels.ts';
import { type Accumulator, type AggregationInput, ignoreHistogram } from './aggregation-input.ts';
import { MeanAccumulator } from './mean-accumulator.ts';
import { QuantileAccumulator } from './quantile-accumulator.ts';
import { SumAccumulator } from './sum-accumulator.ts';

export function createAccumulator(input: AggregationInput, labels: Labels): Accumulator {
  switch (input.expression.operator) {
    case 'sum':
      return new SumAccumulator(input, labels);
    case 'avg':
      return new MeanAccumulator(input, labels);
    case 'quantile':
      return new QuantileAccumulator(input, labels);
    case 'stddev':
    case 'stdvar':
      return new SpreadAccumulator(input, labels);
    case 'min':
    case 'max':
      return new ExtremeAccumulator(input, labels);
    default:
      return new CountAccumulator(input, labels);
  }
}

/** `count`, and `group`, which is 1 wherever there is anything to count. */
class CountAccumulator implements Accumulator {
  readonly #series: WritableSeries;
  readonly #isGroup: boolean;

  constructor({ expression, count }: AggregationInput, labels: Labels) {
    this.#series = createSeries(labels, count);
    this.#isGroup = expression.operator === 'group';
  }

  add({ present, dropName }: InstantSeries): void {
    const target = this.#series;
    target.dropName ||= dropName;
    for (let step = 0; step < present.length; step++) {
      if (present[step] === absent) continue;
      writeFloat(target, step, this.#isGroup ? 1 : (target.values[step] ?? 0) + 1);
    }
  }

  result(): InstantSeries {
    return this.#series;
  }
}

class ExtremeAccumulator implements Accumulator {
  readonly #series: WritableSeries;
  readonly #input: AggregationInput;
  readonly #isMax: boolean;

  constructor(input: AggregationInput, labels: Labels) {
    this.#series = createSeries(labels, input.count);
    this.#input = input;
    this.#isMax = input.expression.operator === 'max';
  }

  add({ present, values, dropName }: InstantSeries): void {
    const target = this.#series;
    target.dropName ||= dropName;
    for (let step = 0; step < present.length; step++) {
      if (present[step] === histogram) ignoreHistogram(this.#input);
      if (present[step] !== float) continue;
      const value = values[step] ?? 0;
      const best = target.values[step] ?? 0;
      const isBetter = this.#isMax ? value > best : value < best;
      if (target.present[step] === absent || isBetter || Number.isNaN(best)) writeFloat(target, step, value);
    }
  }

  result(): InstantSeries {
    return this.#series;
  }
}

/** Welford's running variance. */
class SpreadAccumulator implements Accumulator {
  readonly #series: WritableSeries;
  readonly #input: AggregationInput;
  readonly #counts: Float64Array;
  readonly #means: Float64Array;

  constructor(input: AggregationInput, labels: Labels) {
    this.#series = createSeries(labels, input.count);
    this.#input = input;
    this.#counts = new Float64Array(input.count);
    this.#means = new Float64Array(input.count);
  }

  add({ present, values, dropName }: InstantSeries): void {
    const target = this.#series;
    target.dropName ||= dropName;
    for (let step = 0; step < present.length; step++) {
      if (present[step] === histogram) ignoreHistogram(this.#input);
      if (present[step] !== float) continue;
      const value = values[step] ?? 0;
      const count = (this.#counts[step] ?? 0) + 1;
      this.#counts[step] = count;
      target.present[step] = float;
      if (count === 1) {
        this.#means[step] = value;
        target.values[step] = Number.isFinite(value) ? 0 : Number.NaN;
        continue;
      }
      const before = value - (this.#means[step] ?? 0);
      const mean = (this.#means[step] ?? 0) + before / count;
      this.#means[step] = mean;
      target.values[step] = (target.values[step] ?? 0) + before * (value - mean);
    }
  }

  result(): InstantSeries {
    const { values } = this.#series;
    const isDeviation = this.#input.expression.operator === 'stddev';
    for (let step = 0; step < values.length; step++) {
      const variance = (values[step] ?? 0) / (this.#counts[step] ?? 1);
      values[step] = isDeviation ? Math.sqrt(variance) : variance;
    }
    return this.#series;
  }
}
