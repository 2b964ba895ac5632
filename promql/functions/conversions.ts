import { endOf, timeOf } from '../query/frame.ts';
import { absent, createSeries, float, type Value, writeFloat } from '../query/instant-series.ts';
import { Labels, metricNameLabel } from '../series/labels.ts';
import type { Expression, VectorSelector } from '../syntax/expression.ts';
import type { CallFunction, CallInput } from './call-input.ts';
import { mapFloats, mapSeries } from './elementwise.ts';

/** Name under which the evaluator finds the `timestamp` of a selector. */
export const timesOfSelector = 'timestamp of selector';

function scalarOf({ frame }: CallInput, valueAt: (step: number) => number): Value {
  const values = new Float64Array(frame.count);
  for (let step = 0; step < frame.count; step++) values[step] = valueAt(step);
  return { kind: 'scalar', values };
}

/** The only float of a vector; NaN when it has none or several. */
const scalar: CallFunction = (input) => {
  const { frame } = input;
  const values = new Float64Array(frame.count).fill(Number.NaN);
  const found = new Uint8Array(frame.count);
  for (const series of input.vector(0))
    for (let step = 0; step < frame.count; step++) {
      if (series.present[step] !== float) continue;
      values[step] = found[step] === 0 ? (series.values[step] ?? 0) : Number.NaN;
      found[step] = 1;
    }
  return { kind: 'scalar', values };
};

const vector: CallFunction = (input) => {
  const { context, frame } = input;
  context.budget.hold(frame.count);
  const series = createSeries(Labels.empty, frame.count);
  input.scalar(0).forEach((value, step) => {
    writeFloat(series, step, value);
  });
  return { kind: 'vector', series: [series] };
};

/** For an expression that is no selector, the timestamp of each sample is the time of its step. */
const timestamp: CallFunction = (input) =>
  mapSeries(input, ({ present }, result) => {
    for (let step = 0; step < present.length; step++)
      if (present[step] !== absent) writeFloat(result, step, timeOf(input.frame, step) / 1000);
  });

/** For a selector: the timestamps are given as values. */
const timestampOfSelector: CallFunction = (input) => mapFloats(input, (value) => value);

const absentVector: CallFunction = (input) => {
  const { context, frame, call } = input;
  context.budget.hold(frame.count);
  const result = createSeries(labelsOfAbsent(call.args[0]), frame.count);
  const series = input.vector(0);
  for (let step = 0; step < frame.count; step++)
    if (series.every(({ present }) => present[step] === absent)) writeFloat(result, step, 1);
  return { kind: 'vector', series: [result] };
};

/** The labels of `absent`: those of the selector's `=` matchers. */
export function labelsOfAbsent(expression: Expression | undefined): Labels {
  const selector: VectorSelector | undefined =
    expression?.kind === 'vector-selector'
      ? expression
      : expression?.kind === 'matrix-selector'
        ? expression.selector
        : undefined;
  let labels = Labels.empty;
  const seen = new Set<string>();
  for (const { name, operator, value } of selector?.matchers ?? []) {
    if (name === metricNameLabel) continue;
    labels = labels.with(name, operator === '=' && !seen.has(name) ? value : '');
    if (operator === '=') seen.add(name);
  }
  return labels;
}

function extreme(input: CallInput, choose: (one: number, other: number) => number): Value {
  const [one, other] = [input.scalar(0), input.scalar(1)];
  return scalarOf(input, (step) => choose(one[step] ?? Number.NaN, other[step] ?? Number.NaN));
}

/** Conversions between scalars and vectors, and functions of presence and absence. */
export const conversionFunctions: ReadonlyMap<string, CallFunction> = new Map<string, CallFunction>([
  ['scalar', scalar],
  ['vector', vector],
  ['timestamp', timestamp],
  [timesOfSelector, timestampOfSelector],
  ['absent', absentVector],
  ['pi', (input) => scalarOf(input, () => Math.PI)],
  ['min_of', (input) => extreme(input, Math.min)],
  ['max_of', (input) => extreme(input, Math.max)],
  ['time', (input) => scalarOf(input, (step) => timeOf(input.frame, step) / 1000)],
  ['start', (input) => scalarOf(input, () => input.context.frame.startMs / 1000)],
  ['end', (input) => scalarOf(input, () => endOf(input.context.frame) / 1000)],
  [
    'step',
    (input) => scalarOf(input, () => (input.context.isInstant ? 0 : input.context.frame.stepMs / 1000)),
  ],
  [
    'range',
    (input) => scalarOf(input, () => (endOf(input.context.frame) - input.context.frame.startMs) / 1000),
  ],
]);
