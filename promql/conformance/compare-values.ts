import { indexesOf, usesCustomBuckets } from '../histogram/bucket-layout.ts';
import { almostEqual } from '../histogram/classic-buckets.ts';
import { compact } from '../histogram/compact.ts';
import { boundsMatch } from '../histogram/custom-bounds.ts';
import type { FloatHistogram } from '../histogram/float-histogram.ts';
import { formatHistogramLiteral } from '../histogram/literal.ts';
import { formatNumber } from '../syntax/literals.ts';
import type { SequenceValue } from './script-commands.ts';

/** How far results may be from what a script says, as a share. */
const tolerance = 1e-6;

export type ActualValue = number | FloatHistogram;

export function isExpected(expected: SequenceValue, actual: ActualValue): boolean {
  if (expected.kind === 'histogram')
    return typeof actual !== 'number' && sameHistogram(expected.value, actual, expected.hasHint);
  return expected.kind === 'float' && typeof actual === 'number' && sameNumber(expected.value, actual);
}

export function sameNumber(one: number, other: number): boolean {
  return one === other || (Number.isNaN(one) && Number.isNaN(other)) || almostEqual(one, other, tolerance);
}

/** Equal but for rounding, in their compact form; hints count only where the script gives one. */
function sameHistogram(expected: FloatHistogram, actual: FloatHistogram, withHint: boolean): boolean {
  const one = compact(expected);
  const other = compact(actual);
  return (
    one.schema === other.schema &&
    sameNumber(one.count, other.count) &&
    sameNumber(one.sum, other.sum) &&
    (!usesCustomBuckets(one) || boundsMatch(one.customValues, other.customValues)) &&
    one.zeroThreshold === other.zeroThreshold &&
    sameNumber(one.zeroCount, other.zeroCount) &&
    sameAll(indexesOf(one.negativeSpans), indexesOf(other.negativeSpans)) &&
    sameAll(one.negativeBuckets, other.negativeBuckets) &&
    sameAll(indexesOf(one.positiveSpans), indexesOf(other.positiveSpans)) &&
    sameAll(one.positiveBuckets, other.positiveBuckets) &&
    (!withHint || one.counterResetHint === other.counterResetHint)
  );
}

function sameAll(one: readonly number[], other: readonly number[]): boolean {
  return (
    one.length === other.length && one.every((value, index) => sameNumber(value, other[index] ?? Number.NaN))
  );
}

export function formatValue(value: ActualValue): string {
  return typeof value === 'number' ? formatNumber(value) : formatHistogramLiteral(value);
}

export function formatExpected(value: SequenceValue): string {
  switch (value.kind) {
    case 'omitted':
      return '_';
    case 'stale':
      return 'stale';
    default:
      return formatValue(value.value);
  }
}
