import type { InstantSeries } from '../query/instant-series.ts';
import type { QueryContext } from '../query/query-context.ts';
import { Labels, metricNameLabel } from '../series/labels.ts';
import type { Aggregation } from '../syntax/expression.ts';

/** What an aggregation works on: the input, its groups, and the parameter at each step. */
export interface AggregationInput {
  readonly context: QueryContext;
  readonly expression: Aggregation;
  readonly series: readonly InstantSeries[];
  readonly groups: readonly SeriesGroup[];
  readonly parameter: Float64Array;
  readonly count: number;
}

export interface SeriesGroup {
  readonly labels: Labels;
  readonly members: readonly InstantSeries[];
}

/** Takes the series of one group, one after the other, all steps at a time. */
export interface Accumulator {
  add(series: InstantSeries): void;
  result(): InstantSeries;
}

/** The labels that a series' group has. */
export function groupLabels({
  grouping,
  without,
}: Pick<Aggregation, 'grouping' | 'without'>): (of: Labels) => Labels {
  if (!without && grouping.length === 0) return () => Labels.empty;
  const names = new Set(grouping);
  if (!without) return (of) => of.keep(names);
  names.add(metricNameLabel);
  return (of) => of.without(names);
}

/** Says that an aggregation has no use for histograms. */
export function ignoreHistogram({ context, expression }: AggregationInput): void {
  const isSelection = expression.operator === 'topk' || expression.operator === 'bottomk';
  context.inform(
    `ignored histogram in ${expression.operator} aggregation`,
    isSelection ? expression.span : expression.expression.span,
  );
}
