import { CallInput } from '../functions/call-input.ts';
import { labelsOfAbsent, timesOfSelector } from '../functions/conversions.ts';
import { evaluateInfo } from '../functions/info.ts';
import { rangeFunctions } from '../functions/range-functions.ts';
import { vectorFunctions } from '../functions/vector-functions.ts';
import {
  type Call,
  type Expression,
  kindOf,
  type MatrixSelector,
  type Subquery,
  withoutParentheses,
} from '../syntax/expression.ts';
import { evaluateExpression } from './evaluate-expression.ts';
import type { Frame } from './frame.ts';
import {
  absent,
  createSeries,
  hasAny,
  type InstantSeries,
  type Value,
  write,
  writeFloat,
} from './instant-series.ts';
import { droppedName, hasSameLabels } from './merge-series.ts';
import { noteCounterNames } from './note-counter-names.ts';
import type { QueryContext } from './query-context.ts';
import { RangeWindow } from './range-window.ts';
import { selectTimes } from './select-instant.ts';
import { type SelectedRanges, selectRanges } from './select-ranges.ts';

/** The value of a function at every step. */
export function evaluateCall(context: QueryContext, call: Call, frame: Frame): Value {
  const { name } = call.signature;
  const args = call.args.map(withoutParentheses);
  const rangeAt = args.findIndex((arg) => kindOf(arg) === 'matrix');
  if (rangeAt >= 0) return evaluateOverRanges(context, { ...call, args }, { frame, rangeAt });
  if (name === 'info') return evaluateInfo(context, { ...call, args }, frame);
  const [first] = args;
  const asksForTimes = name === 'timestamp' && first?.kind === 'vector-selector';
  const values = asksForTimes
    ? [{ kind: 'vector' as const, series: selectTimes(first, context, { frame }) }]
    : args.map((arg) => evaluateExpression(context, arg, frame));
  const input = new CallInput(context, { ...call, args }, { frame, args: values });
  const evaluate = vectorFunctions.get(asksForTimes ? timesOfSelector : name);
  if (evaluate === undefined) throw context.error(`function ${name} has no evaluation`, call.span);
  return evaluate(input);
}

const namesStay: ReadonlySet<string> = new Set(['last_over_time', 'first_over_time']);

function evaluateOverRanges(
  context: QueryContext,
  call: Call,
  { frame, rangeAt }: { frame: Frame; rangeAt: number },
): Value {
  const range = call.args[rangeAt];
  if (range?.kind !== 'matrix-selector' && range?.kind !== 'subquery')
    throw context.error('expected a range vector', call.span);
  const others = call.args.filter((_, index) => index !== rangeAt);
  const scalars = others.map((arg) => columnOf(evaluateExpression(context, arg, frame)));
  const ranges = selectRanges(context, range, { frame, functionName: call.signature.name });
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
