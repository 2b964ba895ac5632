import { extendedRangeFunction } from '../functions/extended-rates.ts';
import type { Frame } from '../query/frame.ts';
import type { Value } from '../query/instant-series.ts';
import type { QueryContext } from '../query/query-context.ts';
import { fromBlock, fromSteps, type RangeSeries } from '../query/range-series.ts';
import type { RangeFunction } from '../query/range-window.ts';
import type { Expression, MatrixSelector, Subquery } from '../syntax/expression.ts';
import { type ReferenceTimes, referenceTimes } from './select-instant.ts';

/** The series and the range of each step. */
export interface SelectedRanges {
  readonly series: readonly RangeSeries[];
  readonly times: ReferenceTimes;
  readonly rangeMs: number;
  /** Extension of a range beyond its borders, for the experimental range modifiers. */
  readonly beforeMs: number;
  readonly afterMs: number;
  /** Replaces the function for such a modifier. */
  readonly evaluate?: RangeFunction;
}

interface RangeOptions {
  readonly frame: Frame;
  readonly functionName: string;
  /** Evaluates the inner expression of a subquery. */
  readonly evaluateExpression: (context: QueryContext, expression: Expression, frame: Frame) => Value;
}

export function selectRanges(
  context: QueryContext,
  range: MatrixSelector | Subquery,
  options: RangeOptions,
): SelectedRanges {
  const { frame, functionName, evaluateExpression } = options;
  return range.kind === 'subquery'
    ? selectSubquery(context, range, frame, evaluateExpression)
    : selectSamples(context, range, { frame, functionName });
}

function selectSamples(
  context: QueryContext,
  { selector, range }: MatrixSelector,
  { frame, functionName }: { frame: Frame; functionName: string },
): SelectedRanges {
  const times = referenceTimes(selector, context, frame);
  const rangeMs = context.durationMs(range);
  const { extension } = selector;
  const beforeMs = extension === undefined ? 0 : context.lookbackDeltaMs;
  const afterMs = extension === 'smoothed' ? context.lookbackDeltaMs : 0;
  const blocks = context.selectFor(selector, {
    startMs: times.firstMs - rangeMs - beforeMs + 1,
    endMs: times.lastMs + afterMs,
  });
  return {
    series: blocks.map(fromBlock),
    times,
    rangeMs,
    beforeMs,
    afterMs,
    ...(extension && { evaluate: extendedRangeFunction(context, extension, functionName) }),
  };
}

function selectSubquery(
  context: QueryContext,
  subquery: Subquery,
  frame: Frame,
  evaluateExpression: RangeOptions['evaluateExpression'],
): SelectedRanges {
  const times = referenceTimes(subquery, context, frame);
  const rangeMs = context.durationMs(subquery.range);
  const stepMs = subquery.step ? context.durationMs(subquery.step) : context.subqueryStepMs;
  // Steps are multiples of the step length, independent of the query's start; the left end of the range is excluded.
  const openStart = times.firstMs - rangeMs;
  let startMs = stepMs * Math.trunc(openStart / stepMs);
  if (startMs <= openStart) startMs += stepMs;
  const count = Math.floor((times.lastMs - startMs) / stepMs) + 1;
  const common = { times, rangeMs, beforeMs: 0, afterMs: 0 };
  if (count <= 0) return { ...common, series: [] };
  const inner: Frame = { startMs, stepMs, count };
  context.budget.hold(count);
  const value = evaluateExpression(context, subquery.expression, inner);
  const series = value.kind === 'vector' ? value.series : [];
  return { ...common, series: series.map((one) => fromSteps(one, inner)) };
}
