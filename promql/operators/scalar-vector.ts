import { calculate, compares, isComparisonOperator } from '../query/calculate.ts';
import {
  absent,
  createSeries,
  float,
  histogramAt,
  type InstantSeries,
  type Value,
  write,
  writeFloat,
} from '../query/instant-series.ts';
import { droppedName, mergeSeries } from '../query/merge-series.ts';
import type { QueryContext } from '../query/query-context.ts';
import type { ArithmeticOperator, Binary } from '../syntax/expression.ts';
import { combineSamples } from './combine-samples.ts';

/** Two scalars at each step. */
export function combineScalars({ operator }: Binary, left: Float64Array, right: Float64Array): Float64Array {
  if (isComparisonOperator(operator))
    return left.map((value, step) => (compares(operator, value, right[step] ?? 0) ? 1 : 0));
  if (
    operator === 'and' ||
    operator === 'or' ||
    operator === 'unless' ||
    operator === '</' ||
    operator === '>/'
  )
    throw new RangeError(`operator ${operator} does not combine scalars`);
  return left.map((value, step) => calculate(operator, value, right[step] ?? 0));
}

interface Operands {
  readonly vector: readonly InstantSeries[];
  readonly scalar: Float64Array;
  /** The scalar stands on the left. */
  readonly swapped: boolean;
}

/** A vector and a scalar: the result keeps the vector's labels. */
export function combineWithScalar(
  context: QueryContext,
  expression: Binary,
  { vector, scalar, swapped }: Operands,
): Value {
  const { operator, returnBool } = expression;
  const isComparison = isComparisonOperator(operator);
  const drops = returnBool || !isComparison;
  const isTrim = operator === '</' || operator === '>/';
  const results: InstantSeries[] = [];
  for (const one of vector) {
    const count = one.values.length;
    context.budget.hold(count);
    const isNameDropped = drops && !isTrim;
    const labels = isNameDropped ? droppedName(context, one.labels) : one.labels;
    const result = createSeries(labels, count, one.dropName || isNameDropped);
    for (let step = 0; step < count; step++) {
      if (one.present[step] === absent) continue;
      const other = scalar[step] ?? 0;
      if (one.present[step] === float && !isTrim) {
        const value = one.values[step] ?? 0;
        const left = swapped ? other : value;
        const right = swapped ? value : other;
        if (!isComparison) writeFloat(result, step, calculate(operator as ArithmeticOperator, left, right));
        else if (returnBool) writeFloat(result, step, compares(operator, left, right) ? 1 : 0);
        // A comparison keeps the vector's element, wherever the scalar stands.
        else if (compares(operator, left, right)) writeFloat(result, step, value);
        continue;
      }
      const sample = histogramAt(one, step) ?? one.values[step] ?? 0;
      const pair = swapped ? { left: other, right: sample } : { left: sample, right: other };
      const combined = combineSamples(context, expression, pair);
      if (combined !== undefined) write(result, step, isComparison ? sample : combined.value);
    }
    results.push(result);
  }
  return { kind: 'vector', series: context.delayedNameRemoval ? results : mergeSeries(context, results) };
}
