import type { InstantSeries, Value } from '../query/instant-series.ts';
import type { QueryContext } from '../query/query-context.ts';
import type { Labels } from '../series/labels.ts';
import type { Aggregation } from '../syntax/expression.ts';
import { createAccumulator } from './accumulators.ts';
import { type AggregationInput, groupLabels, type SeriesGroup } from './aggregation-input.ts';
import { countValues } from './count-values.ts';
import { limitRatio } from './limit-ratio.ts';
import { checkQuantileParameter } from './quantile-accumulator.ts';
import { selectExtremes, selectFirst } from './select-k.ts';

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
