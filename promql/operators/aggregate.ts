import type { InstantSeries, Value } from '../evaluation/instant-series.ts';
import type { QueryContext } from '../evaluation/query-context.ts';
import { Labels, metricNameLabel } from '../series/labels.ts';
import type { Aggregation } from '../syntax/expression.ts';
import { createAccumulator } from './accumulators.ts';
import { countValues } from './count-values.ts';
import { limitRatio } from './limit-ratio.ts';
import { checkQuantileParameter } from './quantile-accumulator.ts';
import { selectExtremes, selectFirst } from './select-k.ts';

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

/** One aggregation over all steps. `parameter` is a scalar at each step, or the label of `count_values`. */
export function aggregate(
  context: QueryContext,
  expression: Aggregation,
  {
    series,
    parameter,
    count,
  }: { series: readonly InstantSeries[]; parameter: Value | undefined; count: number },
): Value {
  if (expression.operator === 'count_values')
    return countValues(context, expression, {
      series,
      label: parameter?.kind === 'string' ? parameter.value : '',
      count,
    });
  const input: AggregationInput = {
    context,
    expression,
    series,
    groups: groupBy(expression, series),
    parameter: parameter?.kind === 'scalar' ? parameter.values : new Float64Array(count),
    count,
  };
  switch (expression.operator) {
    case 'topk':
    case 'bottomk':
      return { kind: 'vector', series: selectExtremes(input) };
    case 'limitk':
      return { kind: 'vector', series: selectFirst(input) };
    case 'limit_ratio':
      return { kind: 'vector', series: limitRatio(input) };
    default:
      return { kind: 'vector', series: accumulate(input) };
  }
}

function accumulate(input: AggregationInput): InstantSeries[] {
  const { context, expression, count } = input;
  if (expression.operator === 'quantile') checkQuantileParameter(input);
  return input.groups.map(({ labels, members }) => {
    context.budget.hold(count);
    const accumulator = createAccumulator(input, labels);
    for (const member of members) {
      context.budget.spend(count);
      accumulator.add(member);
    }
    return accumulator.result();
  });
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

function groupBy(expression: Aggregation, series: readonly InstantSeries[]): SeriesGroup[] {
  const labelsOf = groupLabels(expression);
  const groups = new Map<string, { labels: Labels; members: InstantSeries[] }>();
  for (const one of series) {
    const labels = labelsOf(one.labels);
    const known = groups.get(labels.key);
    if (known) known.members.push(one);
    else groups.set(labels.key, { labels, members: [one] });
  }
  return [...groups.values()];
}
