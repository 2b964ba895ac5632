import { CallInput } from '../functions/call-input.ts';
import { labelsOfAbsent, timesOfSelector } from '../functions/conversions.ts';
import { evaluateInfo } from '../functions/info.ts';
import { rangeFunctions } from '../functions/range-functions.ts';
import { vectorFunctions } from '../functions/vector-functions.ts';
import type { Frame } from '../query/frame.ts';
import {
  absent,
  createSeries,
  float,
  hasAny,
  type InstantSeries,
  type Value,
  write,
  writeFloat,
} from '../query/instant-series.ts';
import { droppedName, hasSameLabels } from '../query/merge-series.ts';
import type { QueryContext } from '../query/query-context.ts';
import { RangeWindow } from '../query/range-window.ts';
import type { Labels } from '../series/labels.ts';
import {
  type Call,
  type Expression,
  kindOf,
  type MatrixSelector,
  type Span,
  type Subquery,
  withoutParentheses,
} from '../syntax/expression.ts';
import { selectTimes } from './select-instant.ts';
import { type SelectedRanges, selectRanges } from './select-ranges.ts';

/** Evaluates an expression at every step of a frame. Passed in by `evaluateExpression`, which calls this module. */
type Evaluate = (context: QueryContext, expression: Expression, frame: Frame) => Value;

/** Evaluates a function call at every step. */
export function evaluateCall(
  context: QueryContext,
  call: Call,
  frame: Frame,
  evaluateExpression: Evaluate,
): Value {
  const { name } = call.signature;
  const args = call.args.map(withoutParentheses);
  const rangeAt = args.findIndex((arg) => kindOf(arg) === 'matrix');
  if (rangeAt >= 0)
    return evaluateOverRanges(context, { ...call, args }, { frame, rangeAt, evaluateExpression });
  const [first] = args;
  const asksForTimes = name === 'timestamp' && first?.kind === 'vector-selector';
  const values = asksForTimes
    ? [{ kind: 'vector' as const, series: selectTimes(first, context, { frame }) }]
    : argumentsToEvaluate(name, args).map((arg) => evaluateExpression(context, arg, frame));
  const input = new CallInput(context, { ...call, args }, { frame, args: values });
  const evaluate =
    name === 'info' ? evaluateInfo : vectorFunctions.get(asksForTimes ? timesOfSelector : name);
  if (evaluate === undefined) throw context.error(`function ${name} has no evaluation`, call.span);
  return evaluate(input);
}

/** The second argument of `info` selects labels and is never evaluated. */
function argumentsToEvaluate(name: string, args: readonly Expression[]): readonly Expression[] {
  return name === 'info' ? args.slice(0, 1) : args;
}

const namesStay: ReadonlySet<string> = new Set(['last_over_time', 'first_over_time']);

interface RangeEvaluation {
  readonly frame: Frame;
  /** Index of the argument that is the range vector. */
  readonly rangeAt: number;
  readonly evaluateExpression: Evaluate;
}

function evaluateOverRanges(
  context: QueryContext,
  call: Call,
  { frame, rangeAt, evaluateExpression }: RangeEvaluation,
): Value {
  const range = call.args[rangeAt];
  if (range?.kind !== 'matrix-selector' && range?.kind !== 'subquery')
    throw context.error('expected a range vector', call.span);
  const others = call.args.filter((_, index) => index !== rangeAt);
  const scalars = others.map((arg) => columnOf(evaluateExpression(context, arg, frame)));
  const ranges = selectRanges(context, range, {
    frame,
    functionName: call.signature.name,
    evaluateExpression,
  });
  const results = applyToRanges(context, { call, range, others }, { frame, ranges, scalars });
  if (call.signature.name === 'absent_over_time') return absentRanges(context, { range, results }, frame);
  if (!context.delayedNameRemoval && hasSameLabels(results)) throw context.sameLabelset();
  return { kind: 'vector', series: results };
}

function columnOf(value: Value): Float64Array {
  return value.kind === 'scalar' ? value.values : new Float64Array(0);
}

interface RangeCall {
  readonly call: Call;
  readonly range: MatrixSelector | Subquery;
  readonly others: readonly Expression[];
}

function applyToRanges(
  context: QueryContext,
  { call, range, others }: RangeCall,
  { frame, ranges, scalars }: { frame: Frame; ranges: SelectedRanges; scalars: readonly Float64Array[] },
): InstantSeries[] {
  const { name } = call.signature;
  const evaluate = ranges.evaluate ?? rangeFunctions.get(name);
  const [firstSeries] = ranges.series;
  if (evaluate === undefined) throw context.error(`function ${name} has no evaluation`, call.span);
  if (firstSeries === undefined) return [];
  const drops = !namesStay.has(name);
  const results: InstantSeries[] = [];
  const window = new RangeWindow(context, { span: range.span, rangeMs: ranges.rangeMs, series: firstSeries });
  window.argSpans = others.map((arg) => arg.span);
  const { firstMs, stepMs } = ranges.times;
  for (const series of ranges.series) {
    context.budget.hold(frame.count);
    window.use(series);
    const labels = drops ? droppedName(context, series.labels) : series.labels;
    const result = createSeries(labels, frame.count, drops || series.dropName);
    for (let step = 0; step < frame.count; step++) {
      const reference = firstMs + step * stepMs;
      window.startMs = reference - ranges.rangeMs;
      window.endMs = reference;
      window.timeMs = frame.startMs + step * frame.stepMs;
      window.move(window.startMs - ranges.beforeMs, reference + ranges.afterMs);
      const length = window.floatCount + window.histogramCount;
      if (length === 0) continue;
      context.budget.spend(length);
      if (scalars.length > 0) window.args = scalars.map((column) => column[step] ?? Number.NaN);
      const value = evaluate(window);
      if (value !== undefined) write(result, step, value);
    }
    if (name === 'rate' || name === 'increase')
      noteCounterNames(context, { labels: series.labels, result, span: range.span });
    if (hasAny(result)) results.push(result);
  }
  return results;
}

function absentRanges(
  context: QueryContext,
  { range, results }: { range: Expression; results: readonly InstantSeries[] },
  frame: Frame,
): Value {
  context.budget.hold(frame.count);
  const series = createSeries(labelsOfAbsent(range), frame.count, true);
  for (let step = 0; step < frame.count; step++)
    if (results.every(({ present }) => present[step] === absent)) writeFloat(series, step, 1);
  return { kind: 'vector', series: hasAny(series) ? [series] : [] };
}

/** Adds the annotation for a rate over a metric that does not have the name of a counter. */
function noteCounterNames(
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
