import { float, type InstantSeries } from '../query/instant-series.ts';
import { compareLabels } from '../series/labels.ts';
import type { CallFunction, CallInput } from './call-input.ts';

/** By value, NaN last; only an instant query keeps the order. */
function byValue(direction: 1 | -1): CallFunction {
  return (input) => {
    const series = withFloatsOnly(input);
    if (isIneffective(input)) return { kind: 'vector', series };
    return { kind: 'vector', series: series.sort((one, other) => compareValues(one, other, direction)) };
  };
}

function compareValues(one: InstantSeries, other: InstantSeries, direction: 1 | -1): number {
  const left = one.values[0] ?? 0;
  const right = other.values[0] ?? 0;
  if (Number.isNaN(left) || Number.isNaN(right))
    return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
  return left === right ? 0 : left < right ? -direction : direction;
}

/** Histograms have no order and are left out. */
function withFloatsOnly(input: CallInput): InstantSeries[] {
  return input.vector(0).map(({ histograms, ...series }) => {
    if (histograms === undefined) return series;
    return { ...series, present: series.present.map((kind) => (kind === float ? float : 0)) };
  });
}

/** By the values of labels in natural order: `node2` before `node10`. */
function byLabel(direction: 1 | -1): CallFunction {
  return (input) => {
    const names = Array.from({ length: input.argCount - 1 }, (_, index) => input.text(index + 1));
    const series = [...input.vector(0)];
    if (isIneffective(input)) return { kind: 'vector', series };
    series.sort((one, other) => {
      for (const name of names) {
        const order = compareNaturally(one.labels.get(name), other.labels.get(name));
        if (order !== 0) return direction * order;
      }
      return direction * compareLabels(one.labels, other.labels);
    });
    return { kind: 'vector', series };
  };
}

function isIneffective({ context, frame, call }: CallInput): boolean {
  if (frame.count === 1) return false;
  context.warn('sort is ineffective for range queries since results are always ordered by labels', call.span);
  return true;
}

function compareNaturally(one: string, other: string): number {
  const left = one.match(/\d+|\D+/g) ?? [];
  const right = other.match(/\d+|\D+/g) ?? [];
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const [a = '', b = ''] = [left[index], right[index]];
    const areNumbers = /^\d/.test(a) && /^\d/.test(b);
    const order = areNumbers ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0;
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** The order of an instant query's result. */
export const sortingFunctions: ReadonlyMap<string, CallFunction> = new Map([
  ['sort', byValue(1)],
  ['sort_desc', byValue(-1)],
  ['sort_by_label', byLabel(1)],
  ['sort_by_label_desc', byLabel(-1)],
]);
