import { generalText } from '../histogram/number-text.ts';
import {
  absent,
  createSeries,
  float,
  histogram,
  type InstantSeries,
  type WritableSeries,
} from '../query/instant-series.ts';
import { copySample } from '../query/merge-series.ts';
import { type AggregationInput, ignoreHistogram } from './aggregation-input.ts';

const smallestInteger = -(2 ** 63);
const largestInteger = 2 ** 63 - 1024;

/**
 * `topk` and `bottomk`: the series themselves, at each step those with the largest or smallest floats of their group.
 */
export function selectExtremes(input: AggregationInput): InstantSeries[] {
  if (!checkSize(input)) return [];
  const selection = new Selection(input);
  const isTop = input.expression.operator === 'topk';
  for (let step = 0; step < input.count; step++) {
    const size = sizeAt(input, step);
    for (const { members } of input.groups) {
      input.context.budget.spend(members.length);
      for (const series of members)
        if (series.present[step] === histogram && size > 0) ignoreHistogram(input);
      for (const series of best(members, step, { size, isTop })) selection.keep(series, step);
    }
  }
  return selection.series;
}

/** `limitk`: the first k series of each group. */
export function selectFirst(input: AggregationInput): InstantSeries[] {
  if (!checkSize(input)) return [];
  const selection = new Selection(input);
  for (let step = 0; step < input.count; step++) {
    const size = sizeAt(input, step);
    for (const { members } of input.groups) {
      let kept = 0;
      for (const series of members) {
        if (kept >= size) break;
        if (series.present[step] === absent) continue;
        selection.keep(series, step);
        kept++;
      }
    }
  }
  return selection.series;
}

/** Copies of series in the order of their first selection, with their selected samples only. */
export class Selection {
  readonly #kept = new Map<InstantSeries, WritableSeries>();
  readonly #input: AggregationInput;

  constructor(input: AggregationInput) {
    this.#input = input;
  }

  keep(series: InstantSeries, step: number): void {
    let copy = this.#kept.get(series);
    if (copy === undefined) {
      this.#input.context.budget.hold(this.#input.count);
      copy = createSeries(series.labels, this.#input.count, series.dropName);
      this.#kept.set(series, copy);
    }
    copySample(series, step, copy);
  }

  get series(): InstantSeries[] {
    return [...this.#kept.values()];
  }
}

function sizeAt({ parameter, series }: AggregationInput, step: number): number {
  return Math.min(Math.trunc(parameter[step] ?? 0), series.length);
}

/** False when nothing can be selected. Throws when the parameter is not a valid number of series. */
function checkSize({ context, parameter, expression }: AggregationInput): boolean {
  const { span } = expression;
  const largest = parameter.reduce((one, other) => (other > one ? other : one), Number.NEGATIVE_INFINITY);
  if (largest < 1 && !parameter.some(Number.isNaN)) return false;
  if (parameter.some(Number.isNaN)) throw context.error('Parameter value is NaN', span);
  const smallest = parameter.reduce((one, other) => Math.min(one, other));
  if (smallest <= smallestInteger)
    throw context.error(`Scalar value ${generalText(smallest)} underflows int64`, span);
  if (largest >= largestInteger)
    throw context.error(`Scalar value ${generalText(largest)} overflows int64`, span);
  return true;
}

function best(
  members: readonly InstantSeries[],
  step: number,
  { size, isTop }: { size: number; isTop: boolean },
): InstantSeries[] {
  if (size < 1) return [];
  const ranked: InstantSeries[] = [];
  const floatOf = (series: InstantSeries): number => series.values[step] ?? 0;
  const isBetter = (one: number, other: number): boolean =>
    (isTop ? one > other : one < other) || (Number.isNaN(other) && !Number.isNaN(one));
  for (const series of members) {
    if (series.present[step] !== float) continue;
    const worst = ranked[size - 1];
    const value = floatOf(series);
    if (worst !== undefined && !isBetter(value, floatOf(worst))) continue;
    let low = 0;
    let high = ranked.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = ranked[middle];
      if (other !== undefined && isBetter(value, floatOf(other))) high = middle;
      else low = middle + 1;
    }
    ranked.splice(low, 0, series);
    if (ranked.length > size) ranked.pop();
  }
  return ranked;
}
