import { indexesOf, usesCustomBuckets } from '../histogram/bucket-layout.ts';
import { almostEqual } from '../histogram/classic-buckets.ts';
import { compact } from '../histogram/compact.ts';
import { boundsMatch } from '../histogram/custom-bounds.ts';
import type { FloatHistogram } from '../histogram/float-histogram.ts';
import { formatHistogramLiteral } from '../histogram/literal.ts';
import type { QueryValue } from '../query/query-result.ts';
import { compareLabels, type Labels } from '../series/labels.ts';
import { formatNumber, quote } from '../syntax/literals.ts';
import { formatLabels } from '../syntax/print-labels.ts';
import type { EvalCommand, ExpectedSeries, SequenceValue } from './script-commands.ts';

/** Relative tolerance between a result and its expected value. */
const tolerance = 1e-6;

/** Expected and actual value. */
export interface Difference {
  readonly wanted: string;
  readonly got: string;
}

/** Compares a result with the expectation of a script; undefined when they agree. */
export function compareResult(command: EvalCommand, value: QueryValue): Difference | undefined {
  switch (value.kind) {
    case 'scalar':
      if (command.scalar === undefined)
        return { wanted: wantedText(command), got: formatNumber(value.value) };
      return sameNumber(command.scalar, value.value)
        ? undefined
        : { wanted: formatNumber(command.scalar), got: formatNumber(value.value) };
    case 'string':
      return command.text === value.value
        ? undefined
        : {
            wanted: command.text === undefined ? wantedText(command) : quote(command.text),
            got: quote(value.value),
          };
    case 'vector':
      return compareSeries(
        command,
        value.samples.map((sample) => ({
          labels: sample.labels,
          points: new Map([[command.startMs, sample.histogram ?? sample.value]]),
        })),
      );
    case 'matrix':
      if (command.isOrdered) return { wanted: 'an ordered vector', got: 'a matrix' };
      return compareSeries(
        command,
        value.series.map(({ labels, timestamps, values, histograms }) => ({
          labels,
          points: new Map(
            [...timestamps].map((timeMs, index) => [timeMs, histograms?.[index] ?? values[index] ?? 0]),
          ),
        })),
      );
  }
}

interface ActualSeries {
  readonly labels: Labels;
  readonly points: ReadonlyMap<number, ActualValue>;
}

function compareSeries(command: EvalCommand, actual: readonly ActualSeries[]): Difference | undefined {
  if (command.scalar !== undefined)
    return { wanted: formatNumber(command.scalar), got: actual.map(formatSeries).join('; ') || 'nothing' };
  if (command.isOrdered) {
    const wanted = [...command.series].sort((one, other) => one.position - other.position);
    const isOrdered =
      wanted.length === actual.length &&
      wanted.every((series, index) => series.labels.key === actual[index]?.labels.key);
    if (!isOrdered) return differenceOf(wanted, actual, command);
  }
  const byKey = new Map(command.series.map((series) => [series.labels.key, series]));
  const isMissing = [...byKey.keys()].some((key) => !actual.some(({ labels }) => labels.key === key));
  const isWrong = actual.some((series) => {
    const expected = byKey.get(series.labels.key);
    return expected === undefined || !hasExpectedPoints(command, expected, series);
  });
  return isMissing || isWrong || actual.length !== byKey.size
    ? differenceOf([...byKey.values()], actual, command)
    : undefined;
}

function hasExpectedPoints(command: EvalCommand, expected: ExpectedSeries, actual: ActualSeries): boolean {
  let found = 0;
  for (const [index, value] of expected.values.entries()) {
    const timeMs = command.startMs + index * command.stepMs;
    if (timeMs > command.endMs) return false;
    if (value.kind === 'omitted') continue;
    const point = actual.points.get(timeMs);
    if (point === undefined || !isExpected(value, point)) return false;
    found++;
  }
  return found === actual.points.size;
}

function differenceOf(
  wanted: readonly ExpectedSeries[],
  actual: readonly ActualSeries[],
  command: EvalCommand,
): Difference {
  const isWrong = (expected: ExpectedSeries): boolean => {
    const series = actual.find(({ labels }) => labels.key === expected.labels.key);
    return series === undefined || !hasExpectedPoints(command, expected, series);
  };
  const unexpected = ({ labels }: { labels: Labels }): boolean => {
    const expected = wanted.find((series) => series.labels.key === labels.key);
    return expected === undefined || isWrong(expected);
  };
  const wrong = command.isOrdered ? wanted : wanted.filter(isWrong);
  const shown = command.isOrdered ? actual : actual.filter(unexpected);
  return {
    wanted: wrong.map(formatExpectedSeries).join('; ') || 'nothing else',
    got: shown.map(formatSeries).join('; ') || 'nothing',
  };
}

function wantedText({ series, scalar, text }: EvalCommand): string {
  if (scalar !== undefined) return formatNumber(scalar);
  if (text !== undefined) return quote(text);
  return series.map(formatExpectedSeries).join('; ') || 'nothing';
}

function formatExpectedSeries({ labels, values }: ExpectedSeries): string {
  return `${formatLabels(labels)} ${values.map(formatExpected).join(' ')}`;
}

function formatSeries({ labels, points }: ActualSeries): string {
  const values = [...points].map(([timeMs, value]) =>
    points.size === 1 ? formatValue(value) : `${formatValue(value)}@${timeMs / 1000}s`,
  );
  return `${formatLabels(labels)} ${values.join(' ')}`;
}

/** Problem with the order of a matrix' series; undefined when they are sorted by labels. */
export function checkSorted(value: QueryValue): Difference | undefined {
  if (value.kind !== 'matrix') return undefined;
  const isSorted = value.series.every(({ labels }, index) => {
    const next = value.series[index + 1];
    return next === undefined || compareLabels(labels, next.labels) <= 0;
  });
  return isSorted ? undefined : { wanted: 'series sorted by labels', got: 'another order' };
}

type ActualValue = number | FloatHistogram;

function isExpected(expected: SequenceValue, actual: ActualValue): boolean {
  if (expected.kind === 'histogram')
    return typeof actual !== 'number' && sameHistogram(expected.value, actual, expected.hasHint);
  return expected.kind === 'float' && typeof actual === 'number' && sameNumber(expected.value, actual);
}

function sameNumber(one: number, other: number): boolean {
  return one === other || (Number.isNaN(one) && Number.isNaN(other)) || almostEqual(one, other, tolerance);
}

/** Equal except for rounding, in compact form; counter reset hints are compared only when the script gives one. */
function sameHistogram(expected: FloatHistogram, actual: FloatHistogram, withHint: boolean): boolean {
  const one = compact(expected);
  const other = compact(actual);
  return (
    one.schema === other.schema &&
    sameNumber(one.count, other.count) &&
    sameNumber(one.sum, other.sum) &&
    (!usesCustomBuckets(one) || boundsMatch(one.customValues, other.customValues)) &&
    one.zeroThreshold === other.zeroThreshold &&
    sameNumber(one.zeroCount, other.zeroCount) &&
    sameAll(indexesOf(one.negativeSpans), indexesOf(other.negativeSpans)) &&
    sameAll(one.negativeBuckets, other.negativeBuckets) &&
    sameAll(indexesOf(one.positiveSpans), indexesOf(other.positiveSpans)) &&
    sameAll(one.positiveBuckets, other.positiveBuckets) &&
    (!withHint || one.counterResetHint === other.counterResetHint)
  );
}

function sameAll(one: readonly number[], other: readonly number[]): boolean {
  return (
    one.length === other.length && one.every((value, index) => sameNumber(value, other[index] ?? Number.NaN))
  );
}

function formatValue(value: ActualValue): string {
  return typeof value === 'number' ? formatNumber(value) : formatHistogramLiteral(value);
}

function formatExpected(value: SequenceValue): string {
  switch (value.kind) {
    case 'omitted':
      return '_';
    case 'stale':
      return 'stale';
    default:
      return formatValue(value.value);
  }
}
