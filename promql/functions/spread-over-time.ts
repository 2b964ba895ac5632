import type { RangeFunction, RangeWindow } from '../query/range-window.ts';
import { checkQuantile, quantileOf } from './float-quantile.ts';

/** `quantile_over_time`: the quantile comes first among the arguments. */
export const quantileOverTime: RangeFunction = (window) => {
  const [share = Number.NaN] = window.args;
  if (window.floatCount === 0) return undefined;
  const span = window.argSpans[0] ?? window.span;
  checkQuantile(window.context, share, span);
  window.ignoreHistograms(span);
  return quantileOf(share, window.values.slice(window.from, window.to));
};

/** `mad_over_time`: the median distance from the median. */
export const madOverTime: RangeFunction = (window) => {
  if (window.floatCount === 0) return undefined;
  window.ignoreHistograms();
  const values = window.values.slice(window.from, window.to);
  const median = quantileOf(0.5, values);
  return quantileOf(
    0.5,
    values.map((value) => Math.abs(value - median)),
  );
};

export const stdvarOverTime: RangeFunction = (window) => varianceOf(window);

export const stddevOverTime: RangeFunction = (window) => {
  const variance = varianceOf(window);
  return variance === undefined ? undefined : Math.sqrt(variance);
};

function varianceOf(window: RangeWindow): number | undefined {
  if (window.floatCount === 0) return undefined;
  window.ignoreHistograms();
  const mean = new Compensated();
  const squares = new Compensated();
  let count = 0;
  for (let index = window.from; index < window.to; index++) {
    const value = window.values[index] ?? 0;
    count++;
    const distance = value - mean.value;
    mean.add(distance / count);
    squares.add(distance * (value - mean.value));
  }
  return squares.value / count;
}

/** A sum and its rounding error. */
export class Compensated {
  #sum = 0;
  #lost = 0;

  add(value: number): void {
    const total = this.#sum + value;
    if (Math.abs(total) === Number.POSITIVE_INFINITY) this.#lost = 0;
    else if (Math.abs(this.#sum) >= Math.abs(value)) this.#lost += this.#sum - total + value;
    else this.#lost += value - total + this.#sum;
    this.#sum = total;
  }

  get value(): number {
    return this.#sum + this.#lost;
  }
}
