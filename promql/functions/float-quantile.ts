import { generalText } from '../histogram/number-text.ts';
import type { QueryContext } from '../query/query-context.ts';
import type { Span } from '../syntax/expression.ts';

/** The φ-quantile of floats with linear interpolation between ranks; sorts `values`, NaN first. */
export function quantileOf(share: number, values: Float64Array): number {
  if (values.length === 0 || Number.isNaN(share)) return Number.NaN;
  if (share < 0) return Number.NEGATIVE_INFINITY;
  if (share > 1) return Number.POSITIVE_INFINITY;
  sortWithNanFirst(values);
  const rank = share * (values.length - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(values.length - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  return (values[lower] ?? 0) * (1 - weight) + (values[upper] ?? 0) * weight;
}

/** Typed arrays sort NaN last. */
function sortWithNanFirst(values: Float64Array): void {
  values.sort();
  let nans = 0;
  while (nans < values.length && Number.isNaN(values[values.length - 1 - nans])) nans++;
  if (nans === 0) return;
  values.copyWithin(nans, 0, values.length - nans);
  values.fill(Number.NaN, 0, nans);
}

/** Adds the warning for a quantile outside of 0 to 1. */
export function checkQuantile(context: QueryContext, share: number, span: Span): void {
  if (Number.isNaN(share) || share < 0 || share > 1)
    context.warn(`quantile value should be between 0 and 1, got ${generalText(share)}`, span);
}
