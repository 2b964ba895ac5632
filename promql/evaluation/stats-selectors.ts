import type { Expression, VectorSelector } from '../syntax/expression.ts';

const readsStatsOnly: ReadonlySet<string> = new Set(['histogram_count', 'histogram_sum', 'histogram_avg']);
const readsBuckets: ReadonlySet<string> = new Set([
  'histogram_quantile',
  'histogram_quantiles',
  'histogram_fraction',
]);

/**
 * The selectors of which a query uses no buckets, only counts and sums. Prometheus reads them without the buckets and looks for
 * counter resets as it goes, which shows in annotations. Subqueries see other samples than were read, so their resets need the
 * buckets. Follows `detectHistogramStatsDecoding` of Prometheus' promql/engine.go.
 */
export function statsSelectors(expression: Expression): ReadonlySet<VectorSelector> {
  const found = new Set<VectorSelector>();
  collect(expression, false, found);
  return found;
}

function collect(expression: Expression, isWithin: boolean, found: Set<VectorSelector>): void {
  switch (expression.kind) {
    case 'vector-selector':
      if (isWithin) found.add(expression);
      return;
    case 'matrix-selector':
      collect(expression.selector, isWithin, found);
      return;
    case 'parenthesized':
    case 'unary':
      collect(expression.expression, isWithin, found);
      return;
    case 'aggregation':
      collect(expression.expression, isWithin, found);
      if (expression.parameter !== undefined) collect(expression.parameter, isWithin, found);
      return;
    case 'binary':
      if (expression.operator === '</' || expression.operator === '>/') return;
      collect(expression.left, isWithin, found);
      collect(expression.right, isWithin, found);
      return;
    case 'call': {
      const { name } = expression.signature;
      if (readsBuckets.has(name)) return;
      for (const arg of expression.args) collect(arg, isWithin || readsStatsOnly.has(name), found);
      return;
    }
    default:
      return;
  }
}
