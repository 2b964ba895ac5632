import type { InstantSeries } from '../query/instant-series.ts';
import type { QueryContext } from '../query/query-context.ts';
import { Labels, metricNameLabel } from '../series/labels.ts';
import type { Aggregation } from '../syntax/expression.ts';

/** Input of an aggregation: the series, their groups, and the parameter at each step. */
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

/** Receives the series of one group one after the other, all steps at a time. */
export interface Accumulator {
  add(series: InstantSeries): void;
  result(): InstantSeries;
}

/** The labels of the group that a series belongs to. */
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

/** Adds the annotation that an aggregation ignores histograms. */
export function ignoreHistogram({ context, expression }: AggregationInput): void {
  const isSelection = expression.operator === 'topk' || expression.operator === 'bottomk';
  context.inform(
    `ignored histogram in ${expression.operator} aggregation`,
    isSelection ? expression.span : expression.expression.span,
  );
}
