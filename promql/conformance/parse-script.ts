import { parseDurationMs } from '../syntax/literals.ts';
import { parseEval } from './parse-eval.ts';
import { parseSeriesLine } from './parse-series-line.ts';
import { type Command, type LoadCommand, ScriptError, type SeriesLine } from './script-commands.ts';

const duration = '(?:0|(?:\\d+(?:ms|[smhdwy]))+)';

const offsets = new RegExp(`^([+-]?)(${duration})(?:([+-])(${duration}))?(?:x(\\d+))?$`);

/**
 * Reads a script of Prometheus' test language: `clear`, `load` and `eval` with their expectations. Throws
 * `ScriptError`.
 */
export function parseScript(text: string): Command[] {
  const lines = text.split('\n').map((line) => {
    const trimmed = line.trim();
    return trimmed.startsWith('#') ? '' : trimmed;
  });
  const commands: Command[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (line === '') continue;
    const command = (line.split(/[\t ]+/, 1)[0] ?? '').toLowerCase();
    const following = blockAfter(lines, index);
    if (command === 'clear') commands.push({ kind: 'clear', line: index + 1 });
    else if (command.startsWith('load')) {
      commands.push(parseLoad(line, following, index + 1));
      index += following.length;
    } else if (command.startsWith('eval')) {
      const { command: evaluation, used } = parseEval(line, following, index + 1);
      commands.push(evaluation);
      index += used;
    } else throw new ScriptError(index + 1, `invalid command "${line}", expected clear, load or eval`);
  }
  return commands;
}

/** The lines up to the next empty one. */
function blockAfter(lines: readonly string[], index: number): string[] {
  const block: string[] = [];
  for (let at = index + 1; at < lines.length && lines[at] !== ''; at++) block.push(lines[at] ?? '');
  return block;
}

function parseLoad(line: string, following: readonly string[], number: number): LoadCommand {
  const match = /^load(?:_(with_nhcb))?\s+(.+?)$/i.exec(line);
  const stepMs = match ? parseDurationMs(match[2] ?? '') : undefined;
  if (!match || stepMs === undefined)
    throw new ScriptError(
      number,
      `invalid load command "${line}", expected load[_with_nhcb] <step:duration>`,
    );
  const series: SeriesLine[] = [];
  let next: StartOffsets | undefined;
  let others: StartOffsets | undefined;
  following.forEach((text, index) => {
    const line = number + index + 1;
    // `metric@st -1m -30s` gives the start times of the counters in the next line, `@st -1m` those of all following
    // lines.
    const starts = /^((?:[^"\s]|"(?:[^"\\]|\\.)*")*)@st\s+(.+)$/.exec(text);
    if (!starts) {
      const one = parseSeriesLine(text, line);
      const offsets = next ?? others;
      series.push(offsets ? { ...one, startOffsets: cycled(offsets, one.values.length) } : one);
      next = undefined;
      return;
    }
    if (next) throw new ScriptError(line, '@st line has no following sample line');
    const offsets = startOffsets(starts[2] ?? '', line);
    if (starts[1] === '') others = offsets;
    else next = offsets;
  });
  if (next) throw new ScriptError(number, '@st line has no following sample line');
  return {
    kind: 'load',
    line: number,
    stepMs,
    withNhcb: match[1] !== undefined,
    series,
  };
}

function startOffsets(text: string, line: number): StartOffsets {
  try {
    return parseStartOffsets(text);
  } catch (error) {
    throw new ScriptError(line, error instanceof Error ? error.message : String(error));
  }
}

function cycled(offsets: StartOffsets, count: number): StartOffsets {
  return Array.from({ length: count }, (_, index) => offsets[index % offsets.length]);
}

/** Start time of each counter relative to its sample, in milliseconds, usually negative; undefined when not given. */
type StartOffsets = readonly (number | undefined)[];

/** Offsets in the notation of values, with durations: `-30s-1mx2 _ * -1m`. Throws `SyntaxError`. */
function parseStartOffsets(text: string): StartOffsets {
  const found: (number | undefined)[] = [];
  for (const item of text.trim().split(/\s+/)) {
    const blank = /^_(?:x(\d+))?$/.exec(item);
    const repeat = /^\*(?:x(\d+))?$/.exec(item);
    const match = offsets.exec(item);
    if (blank) pushTimes(found, undefined, Number(blank[1] ?? 1));
    else if (repeat)
      pushTimes(
        found,
        found.findLast((offset) => offset !== undefined),
        Number(repeat[1] ?? 1),
      );
    else if (match) {
      const [, sign = '', first = '', stepSign = '+', step = '0', times = '0'] = match;
      const stepMs = signed(stepSign, step);
      for (let index = 0; index <= Number(times); index++) found.push(signed(sign, first) + index * stepMs);
    } else throw new SyntaxError(`unexpected "${item}" among the start times`);
  }
  return found;
}

function signed(sign: string, text: string): number {
  const ms = parseDurationMs(text) ?? 0;
  return sign === '-' ? -ms : ms;
}

function pushTimes(found: (number | undefined)[], offset: number | undefined, times: number): void {
  for (let index = 0; index < times; index++) found.push(offset);
}
