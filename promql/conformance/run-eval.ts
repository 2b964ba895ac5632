import { evaluateInstant, evaluateRange } from '../evaluation/evaluate.ts';
import { PromqlError } from '../promql-error.ts';
import type { QueryResult, QueryValue } from '../query/query-result.ts';
import type { Queryable } from '../series/queryable.ts';
import type { Expression } from '../syntax/expression.ts';
import { parseQuery } from '../syntax/parse-query.ts';
import { checkSorted, compareResult, type Difference } from './compare-result.ts';
import { fixedInTime } from './fixed-in-time.ts';
import type { EvalCommand, TextExpectation } from './script-commands.ts';

/** Default options of Prometheus' script runner. */
const options = { experimental: true, delayedNameRemoval: true, timeoutMs: 100_000 };
const minuteMs = 60_000;

interface EvalFailure extends Difference {
  /** The form of the query that failed. */
  readonly mode: string;
}

/**
 * Runs one `eval`. An instant query is also run as the middle of a range query and, fixed in time by `@`, at other
 * times; all results must agree. Undefined when they match the script's expectation.
 */
export function runEval(command: EvalCommand, store: Queryable): EvalFailure | undefined {
  if (command.isRange) {
    const { startMs, endMs, stepMs } = command;
    const ask = (): QueryResult =>
      evaluateRange(command.query, store, { ...options, startMs, endMs, stepMs });
    const { failure } = attempt(command, 'range query', ask);
    return failure;
  }
  const first = attempt(command, 'instant query', () =>
    evaluateInstant(command.query, store, { ...options, timeMs: instantOf(command) }),
  );
  if (first.failure || command.failure || first.value === undefined)
    return first.failure ?? asked(command, store);
  return (
    asRange(command, store, { query: command.query, timeMs: instantOf(command) }) ?? asked(command, store)
  );
}

function instantOf({ startMs, endMs, onlyInstant, text }: EvalCommand): number {
  return onlyInstant && text === undefined ? endMs : startMs;
}

/** Runs the query with every selector fixed at the evaluation time, at other times. */
function asked(command: EvalCommand, store: Queryable): EvalFailure | undefined {
  const timeMs = instantOf(command);
  const fixed = fixedInTime(parsed(command), timeMs);
  if (fixed === undefined) return undefined;
  const others =
    timeMs === 0 ? [-1000, 0, 1000] : [-10 * timeMs, 0, Math.trunc(timeMs / 5), timeMs, 10 * timeMs];
  for (const otherMs of others) {
    const mode = `fixed by @ and asked at ${otherMs / 1000}s`;
    const { failure, value } = attempt(command, mode, () =>
      evaluateInstant(fixed, store, { ...options, timeMs: otherMs }),
    );
    if (failure) return failure;
    const inRange =
      value === undefined ? undefined : asRange(command, store, { query: fixed, timeMs: otherMs });
    if (inRange) return inRange;
  }
  return undefined;
}

function parsed({ query, failure }: EvalCommand): Expression | undefined {
  try {
    return parseQuery(query, options);
  } catch (error) {
    if (failure && error instanceof PromqlError) return undefined;
    throw error;
  }
}

function asRange(
  command: EvalCommand,
  store: Queryable,
  { query, timeMs }: { query: string | Expression; timeMs: number },
): EvalFailure | undefined {
  const dependsOnRange = /(?:start|end|range|step)\(\)/.test(command.query);
  if (command.onlyInstant || command.isOrdered || dependsOnRange || command.failure) return undefined;
  const mode = 'as the middle of a range query';
  try {
    const { value } = evaluateRange(query, store, {
      ...options,
      startMs: timeMs - minuteMs,
      endMs: timeMs + minuteMs,
      stepMs: minuteMs,
    });
    const difference = checkSorted(value) ?? compareResult(command, middleOf(command, value, timeMs));
    return difference && { ...difference, mode };
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    return { mode, wanted: 'a result', got: `error: ${error.message}` };
  }
}

function middleOf({ scalar }: EvalCommand, value: QueryValue, timeMs: number): QueryValue {
  if (value.kind !== 'matrix') return value;
  const samples = value.series.flatMap(({ labels, timestamps, values, histograms }) => {
    const index = timestamps.indexOf(timeMs);
    if (index < 0) return [];
    const histogram = histograms?.[index];
    return [{ labels, timestampMs: timeMs, value: values[index] ?? 0, ...(histogram && { histogram }) }];
  });
  const [first] = samples;
  if (scalar !== undefined && first) return { kind: 'scalar', timestampMs: timeMs, value: first.value };
  return { kind: 'vector', samples };
}

interface Attempt {
  readonly failure?: EvalFailure;
  readonly value?: QueryValue;
}

function attempt(command: EvalCommand, mode: string, ask: () => QueryResult): Attempt {
  let result: QueryResult;
  try {
    result = ask();
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    const got = `error: ${error.message}`;
    if (command.failure === undefined) return { failure: { mode, wanted: 'a result', got } };
    return matches(command.failure, error.message)
      ? {}
      : { failure: { mode, wanted: `error: ${command.failure.text}`, got } };
  }
  if (command.failure)
    return { failure: { mode, wanted: `error: ${command.failure.text}`, got: `a ${result.value.kind}` } };
  const difference =
    compareAnnotations(command, result) ?? checkSorted(result.value) ?? compareResult(command, result.value);
  return difference ? { failure: { mode, ...difference } } : { value: result.value };
}

function matches({ matches: test }: TextExpectation, text: string): boolean {
  return test === undefined || test(text);
}

/** Scripts of earlier releases omit the position in annotations; later ones may give it. */
function matchesWithOrWithoutPlace(wanted: TextExpectation, text: string): boolean {
  return matches(wanted, text) || matches(wanted, text.replace(/ \(\d+:\d+\)$/, ''));
}

function compareAnnotations(command: EvalCommand, result: QueryResult): Difference | undefined {
  return (
    compareTexts('warnings', result.warnings, { wanted: command.warnings, none: command.noWarnings }) ??
    compareTexts('infos', result.infos, { wanted: command.infos, none: command.noInfos })
  );
}

function compareTexts(
  what: string,
  actual: readonly string[],
  { wanted, none }: { wanted: readonly TextExpectation[]; none: boolean },
): Difference | undefined {
  const got = `${what}: ${actual.join('; ') || 'none'}`;
  if (none && actual.length > 0) return { wanted: `no ${what}`, got };
  if (wanted.length === 0) return undefined;
  const isComplete =
    wanted.every((one) => actual.some((text) => matchesWithOrWithoutPlace(one, text))) &&
    actual.every((text) => wanted.some((one) => matchesWithOrWithoutPlace(one, text)));
  return isComplete ? undefined : { wanted: `${what}: ${wanted.map(({ text }) => text).join('; ')}`, got };
}
