import { histogramText } from '../histogram/histogram-text.ts';
import { absent, histogramAt, type InstantSeries, type Value, writeFloat } from '../query/instant-series.ts';
import { SeriesMap } from '../query/merge-series.ts';
import type { QueryContext } from '../query/query-context.ts';
import type { Aggregation } from '../syntax/expression.ts';
import { formatNumber, isValidLabelName, quote } from '../syntax/literals.ts';
import { groupLabels } from './aggregation-input.ts';

interface Input {
  readonly series: readonly InstantSeries[];
  readonly label: string;
  readonly count: number;
}

/** `count_values`: one series for each value of a group, with the value as a label. */
export function countValues(
  context: QueryContext,
  expression: Aggregation,
  { series, label, count }: Input,
): Value {
  if (!isValidLabelName(label)) throw context.error(`invalid label name ${quote(label)}`, expression.span);
  const { grouping, without } = expression;
  const labelsOf = groupLabels({ grouping: without ? grouping : [...grouping, label], without });
  const result = new SeriesMap(count, (samples) => context.budget.hold(samples));
  for (const one of series) {
    context.budget.spend(count);
    for (let step = 0; step < count; step++) {
      if (one.present[step] === absent) continue;
      const found = histogramAt(one, step);
      const text = found ? histogramText(found) : formatNumber(one.values[step] ?? 0);
      const target = result.of(labelsOf(one.labels.with(label, text)));
      writeFloat(target, step, (target.values[step] ?? 0) + 1);
    }
  }
  return { kind: 'vector', series: result.series };
}
