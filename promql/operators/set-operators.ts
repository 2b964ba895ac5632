import { absent, type InstantSeries, type Value } from '../query/instant-series.ts';
import { copySample, SeriesMap } from '../query/merge-series.ts';
import type { QueryContext } from '../query/query-context.ts';
import type { Binary } from '../syntax/expression.ts';
import { groupSeries } from './match-series.ts';

/**
 * `and`, `unless` and `or`: which samples stay depends on whether the other side has any of the same signature at that
 * step.
 */
export function combineSets(
  context: QueryContext,
  { operator, matching }: Binary,
  { left, right }: { left: readonly InstantSeries[]; right: readonly InstantSeries[] },
): Value {
  const count = (left[0] ?? right[0])?.values.length ?? 0;
  const groups = groupSeries(matching, left, right);
  const result = new SeriesMap(count, (samples) => context.budget.hold(samples));
  const keep = (series: InstantSeries, isKept: (step: number) => boolean): void => {
    context.budget.spend(count);
    let target: ReturnType<SeriesMap['of']> | undefined;
    for (let step = 0; step < count; step++) {
      if (series.present[step] === absent || !isKept(step)) continue;
      target ??= result.of(series.labels, series.dropName);
      if (target.present[step] !== absent) throw context.sameLabelset();
      copySample(series, step, target);
    }
  };
  if (operator === 'or') {
    const has = presence(left, groups.left, groups.count);
    for (const series of left) keep(series, () => true);
    right.forEach((series, index) => {
      const there = has[groups.right[index] ?? 0];
      keep(series, (step) => there?.[step] !== 1);
    });
  } else {
    const wanted = operator === 'and' ? 1 : 0;
    const has = presence(right, groups.right, groups.count);
    left.forEach((series, index) => {
      const there = has[groups.left[index] ?? 0];
      keep(series, (step) => (there?.[step] ?? 0) === wanted);
    });
  }
  return { kind: 'vector', series: result.series };
}

/** Of each group, the steps at which it has any sample. */
function presence(
  series: readonly InstantSeries[],
  groupOf: Int32Array,
  count: number,
): (Uint8Array | undefined)[] {
  const has = new Array<Uint8Array | undefined>(count);
  series.forEach(({ present }, index) => {
    const group = groupOf[index] ?? 0;
    const there = has[group] ?? new Uint8Array(present.length);
    has[group] = there;
    for (let step = 0; step < present.length; step++) if (present[step] !== absent) there[step] = 1;
  });
  return has;
}
