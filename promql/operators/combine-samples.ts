import { add, divide, multiply, subtract } from '../histogram/arithmetic.ts';
import { compact } from '../histogram/compact.ts';
import { histogramsEqual } from '../histogram/equality.ts';
import type { FloatHistogram } from '../histogram/float-histogram.ts';
import { trim } from '../histogram/trim.ts';
import { calculate, compares, isComparisonOperator } from '../query/calculate.ts';
import type { QueryContext } from '../query/query-context.ts';
import type { Binary } from '../syntax/expression.ts';

type Sample = number | FloatHistogram;

interface CombinedSample {
  readonly value: Sample;
  /** The result of a comparison; true for arithmetic. */
  readonly keep: boolean;
}

interface Pair {
  readonly left: Sample;
  readonly right: Sample;
}

/** One binary operation on two samples; undefined, with an annotation, when their types do not support it. */
export function combineSamples(
  context: QueryContext,
  expression: Binary,
  { left, right }: Pair,
): CombinedSample | undefined {
  const { operator } = expression;
  if (typeof left === 'number' && typeof right === 'number') {
    if (isComparisonOperator(operator)) return { value: left, keep: compares(operator, left, right) };
    if (
      operator !== '</' &&
      operator !== '>/' &&
      operator !== 'and' &&
      operator !== 'or' &&
      operator !== 'unless'
    )
      return { value: calculate(operator, left, right), keep: true };
  } else if (typeof left === 'number' && typeof right !== 'number') {
    if (operator === '*') return { value: compact(multiply(right, left)), keep: true };
  } else if (typeof left !== 'number' && typeof right === 'number') {
    if (operator === '*') return { value: compact(multiply(left, right)), keep: true };
    if (operator === '/') return { value: compact(divide(left, right)), keep: true };
    if (operator === '</') return { value: trim(left, right, 'above'), keep: true };
    if (operator === '>/') return { value: trim(left, right, 'below'), keep: true };
  } else if (typeof left !== 'number' && typeof right !== 'number') {
    if (operator === '+' || operator === '-') return combineHistograms(context, expression, { left, right });
    if (operator === '==') return { value: left, keep: histogramsEqual(left, right) };
    if (operator === '!=') return { value: left, keep: !histogramsEqual(left, right) };
  }
  context.inform(
    `incompatible sample types encountered for binary operator "${operator}": ${typeName(left)} ${operator} ${typeName(right)}`,
    expression.span,
  );
  return undefined;
}

function combineHistograms(
  context: QueryContext,
  { operator, span }: Binary,
  { left, right }: { left: FloatHistogram; right: FloatHistogram },
): CombinedSample | undefined {
  const isSum = operator === '+';
  const combined = isSum ? add(left, right) : subtract(left, right);
  if (combined === undefined) {
    context.warn(`incompatible bucket layout encountered for binary operator ${operator}`, span);
    return undefined;
  }
  if (combined.boundsReconciled)
    context.note(`bounds-reconciled-in-${isSum ? 'addition' : 'subtraction'}`, '', span);
  if (combined.resetsCollided) {
    context.note(`resets-collided-in-${isSum ? 'addition' : 'subtraction'}`, '', span);
  }
  const histogram = compact(combined.histogram);
  return { value: isSum ? histogram : { ...histogram, counterResetHint: 'gauge' }, keep: true };
}

function typeName(sample: Sample): string {
  return typeof sample === 'number' ? 'float' : 'histogram';
}
