import type { Labels } from '../series/labels.ts';
import type { Span } from '../syntax/expression.ts';
import { float, type InstantSeries } from './instant-series.ts';
import type { QueryContext } from './query-context.ts';

/** Says that something whose rate is asked for does not look like a counter by its name. */
export function noteCounterNames(
  context: QueryContext,
  { labels, result, span }: { labels: Labels; result: InstantSeries; span: Span },
): void {
  const name = labels.metricName;
  if (name === '' || !result.present.includes(float) || /_(?:total|sum|count|bucket)$/.test(name)) return;
  context.inform(
    `metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "${name}"`,
    span,
  );
}
