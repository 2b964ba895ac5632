import { compilePattern } from '../series/pattern.ts';
import { parseDurationMs, parseNumber, unquote } from '../syntax/literals.ts';
import { parseSeriesLine } from './parse-series-line.ts';
import {
  type EvalCommand,
  type ExpectedSeries,
  ScriptError,
  type TextExpectation,
} from './script-commands.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
interface Draft extends Mutable<Omit<EvalCommand, 'series' | 'warnings' | 'infos'>> {
  readonly series: ExpectedSeries[];
  readonly warnings: TextExpectation[];
  readonly infos: TextExpectation[];
}

const instantForm = /^eval(?:_(fail|warn|ordered|info))?\s+instant\s+(?:at\s+(.+?))?\s+(.+)$/i;
const rangeForm = /^eval(?:_(fail|warn|info))?\s+range\s+from\s+(.+)\s+to\s+(.+)\s+step\s+(.+?)\s+(.+)$/i;
const rangeVectorForm = /^expect range vector\s+from\s+(.+)\s+to\s+(.+)\s+step\s+(.+)$/;
const expectForm = /^expect\s+(ordered|fail|warn|no_warn|info|no_info)(?:\s+(regex|msg):(.+))?$/;
const anything: TextExpectation = { text: 'anything' };

/** Reads one `eval` and returns it with the number of lines that belong to it. Throws `ScriptError`. */
export function parseEval(
  line: string,
  following: readonly string[],
  number: number,
): { command: EvalCommand; used: number } {
  const draft = begin(line, number);
  let used = 0;
  for (const text of following) {
    used++;
    if (readExpectation(draft, text, number + used) === 'last') break;
  }
  return { command: draft, used };
}

function begin(line: string, number: number): Draft {
  const instant = instantForm.exec(line);
  const range = instant ? null : rangeForm.exec(line);
  const [, mode, at, query] = instant ?? [];
  const [, rangeMode, from, to, step, rangeQuery] = range ?? [];
  if (!instant && !range)
    throw new ScriptError(
      number,
      'invalid eval, expected "eval instant at <time> <query>" or "eval range from <time> to <time> step <duration> <query>"',
    );
  const startMs = durationOf(instant ? at : from, number);
  const draft: Draft = {
    kind: 'eval',
    line: number,
    query: (instant ? query : rangeQuery) ?? '',
    isRange: range !== null,
    startMs,
    endMs: instant ? startMs : durationOf(to, number),
    stepMs: instant ? 0 : durationOf(step, number),
    isOrdered: mode === 'ordered',
    warnings: [],
    infos: [],
    noWarnings: false,
    noInfos: false,
    onlyInstant: false,
    series: [],
  };
  const modifier = mode ?? rangeMode;
  if (modifier === 'fail') draft.failure = anything;
  if (modifier === 'warn') draft.warnings.push(anything);
  if (modifier === 'info') draft.infos.push(anything);
  return draft;
}

function durationOf(text: string | undefined, number: number): number {
  const ms = parseDurationMs(text ?? '');
  if (ms === undefined)
    throw new ScriptError(number, `invalid time "${text ?? ''}", expected a duration such as 5m`);
  return ms;
}

function readExpectation(draft: Draft, text: string, number: number): 'last' | undefined {
  const failure = /^expected_fail_(message|regexp)\s*(.*)$/.exec(text);
  if (draft.failure && failure) {
    draft.failure = textExpectation(failure[1] === 'regexp' ? 'regex' : 'msg', failure[2] ?? '');
    return 'last';
  }
  if (text.startsWith('expect range vector')) readRangeVector(draft, text, number);
  else if (text.startsWith('expect string')) {
    // Early releases wrote the text without quotes.
    const wanted = text.slice('expect string '.length);
    const literal = /^(["'`]).*\1$/.test(wanted) ? unquote(wanted) : wanted;
    if (literal === undefined)
      throw new ScriptError(number, 'expected a correctly quoted string after expect string');
    draft.text = literal;
    draft.onlyInstant = true;
  } else if (text.split(' ', 1)[0] === 'expect') readAnnotation(draft, text, number);
  else return readResult(draft, text, number);
  return undefined;
}

function readRangeVector(draft: Draft, text: string, number: number): void {
  const match = rangeVectorForm.exec(text);
  if (!match) throw new ScriptError(number, `invalid range vector definition "${text}"`);
  draft.startMs = durationOf(match[1], number);
  draft.endMs = durationOf(match[2], number);
  draft.stepMs = durationOf(match[3], number);
  draft.onlyInstant = true;
}

function readAnnotation(draft: Draft, text: string, number: number): void {
  const match = expectForm.exec(text);
  if (!match)
    throw new ScriptError(
      number,
      'invalid expect statement, expected "expect <type> [msg:<text>|regex:<pattern>]"',
    );
  const [, type, form, wanted = ''] = match;
  const expectation = form === undefined ? anything : textExpectation(form, wanted.trim());
  if (type === 'ordered') draft.isOrdered = true;
  if (type === 'fail') {
    if (draft.failure)
      throw new ScriptError(number, 'invalid expect lines, multiple expect fail lines are not allowed');
    draft.failure = expectation;
  }
  if (type === 'warn') draft.warnings.push(expectation);
  if (type === 'info') draft.infos.push(expectation);
  if (type === 'no_warn') draft.noWarnings = true;
  if (type === 'no_info') draft.noInfos = true;
  if (draft.noWarnings && draft.warnings.length > 0)
    throw new ScriptError(number, 'invalid expect lines, warn and no_warn cannot be used together');
  if (draft.noInfos && draft.infos.length > 0)
    throw new ScriptError(number, 'invalid expect lines, info and no_info cannot be used together');
}

function textExpectation(form: string, wanted: string): TextExpectation {
  if (form === 'msg') return { text: wanted, matches: (text) => text === wanted };
  // Patterns in scripts are not anchored.
  const pattern = compilePattern(`(?:.*?)(?:${wanted})(?:.*)`);
  return { text: `/${wanted}/`, matches: (text) => pattern.matches(text) };
}

function readResult(draft: Draft, text: string, number: number): 'last' | undefined {
  const scalar = parseNumber(text);
  if (scalar !== undefined) {
    draft.scalar = scalar;
    return 'last';
  }
  const line = parseSeriesLine(text, number);
  if (line.values.length > 1 && !draft.isRange && !draft.onlyInstant)
    throw new ScriptError(
      number,
      'expecting multiple values in instant evaluation not allowed. consider using "expect range vector"',
    );
  draft.series.push({ ...line, position: draft.series.length + 1 });
  return undefined;
}
