import { absent, type InstantSeries } from '../evaluation/instant-series.ts';
import { generalText } from '../histogram/number-text.ts';
import type { AggregationInput } from './aggregate.ts';
import { hashShare } from './hash-share.ts';
import { Selection } from './select-k.ts';

/** `limit_ratio`: a share of the series by the hash of their labels; a negative ratio takes the complement. */
export function limitRatio(input: AggregationInput): InstantSeries[] {
  const { context, expression, parameter } = input;
  const span = expression.parameter?.span ?? expression.span;
  if (parameter.every((ratio) => ratio === 0)) return [];
  if (parameter.some(Number.isNaN)) throw context.error('Ratio value is NaN', span);
  const largest = parameter.reduce((one, other) => Math.max(one, other));
  const smallest = parameter.reduce((one, other) => Math.min(one, other));
  for (const [ratio, bound] of [[largest, 1] as const, [smallest, -1] as const])
    if (bound > 0 ? ratio > bound : ratio < bound)
      context.warn(
        `ratio value should be between -1 and 1, got ${generalText(ratio)}, capping to ${bound}`,
        span,
      );
  const selection = new Selection(input);
  for (const { members } of input.groups)
    for (const series of members) {
      const share = hashShare(series.labels);
      for (let step = 0; step < input.count; step++) {
        const ratio = Math.max(-1, Math.min(1, parameter[step] ?? 0));
        if (series.present[step] === absent || ratio === 0) continue;
        if (ratio > 0 ? share < ratio : share >= 1 + ratio) selection.keep(series, step);
      }
    }
  return selection.series;
}
