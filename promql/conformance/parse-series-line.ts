import { LiteralError, parseHistogramLiteral } from '../histogram/literal.ts';
import { expandHistograms } from '../histogram/series-expansion.ts';
import { Labels } from '../series/labels.ts';
import { parseNumber } from '../syntax/literals.ts';
import { parsePrimary } from '../syntax/parse-expression.ts';
import { TokenCursor } from '../syntax/token-cursor.ts';
import { tokenize } from '../syntax/tokenize.ts';
import { ScriptError, type SequenceValue, type SeriesLine } from './script-commands.ts';

/** `metric{label="value"} 1 2 _ stale 3+1x5 {{schema:0 ...}}`. Throws `ScriptError`. */
export function parseSeriesLine(text: string, line: number): SeriesLine {
  const end = endOfMetric(text);
  try {
    return { labels: parseMetric(text.slice(0, end)), values: parseValues(text.slice(end).trim()) };
  } catch (error) {
    if (error instanceof ScriptError) throw error;
    throw new ScriptError(line, error instanceof Error ? error.message : String(error));
  }
}

function endOfMetric(text: string): number {
  const match = /^[^\s{"]*(?:\{(?:[^{}"'`]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)*\})?/.exec(text);
  return match?.[0].length ?? 0;
}

/** The labels of a series in the notation of scripts and errors. */
function parseMetric(text: string): Labels {
  if (text.replaceAll(/\s/g, '') === '{}') return Labels.empty;
  const cursor = new TokenCursor(text, tokenize(text), true);
  const selector = parsePrimary(cursor);
  if (selector.kind !== 'vector-selector' || !cursor.isKind('end'))
    throw new SyntaxError(`expected a series, not ${text}`);
  return Labels.of(selector.matchers.map(({ name, value }) => [name, value] as const));
}

const number = '[+-]?(?:inf|nan|(?:\\d[\\d_]*\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?)';
const floats = new RegExp(`^(${number})(?:(${number.replace('[+-]?', '[+-]')})?x(\\d+))?$`, 'i');

function parseValues(text: string): SequenceValue[] {
  const values: SequenceValue[] = [];
  let rest = text;
  while (rest !== '') {
    if (rest.startsWith('{{')) rest = takeHistograms(rest, values);
    else {
      const [item = ''] = /^\S+/.exec(rest) ?? [];
      addItem(item, values);
      rest = rest.slice(item.length);
    }
    if (rest !== '' && !/^\s/.test(rest)) throw new SyntaxError(`unexpected "${rest}" among the values`);
    rest = rest.trimStart();
  }
  return values;
}

function addItem(item: string, values: SequenceValue[]): void {
  const blank = /^_(?:x(\d+))?$/.exec(item);
  const stale = /^stale(?:x(\d+))?$/i.exec(item);
  const match = floats.exec(item);
  if (blank) pushTimes(values, { kind: 'omitted' }, Number(blank[1] ?? 1));
  else if (stale) pushTimes(values, { kind: 'stale' }, Number(stale[1] ?? 0) + 1);
  else if (match) {
    const [, first = '', step = '0', times = '0'] = match;
    let value = parseNumber(first) ?? Number.NaN;
    const increment = parseNumber(step) ?? Number.NaN;
    for (let index = 0; index <= Number(times); index++) {
      values.push({ kind: 'float', value });
      value += increment;
    }
  } else throw new SyntaxError(`unexpected "${item}" among the values`);
}

function pushTimes(values: SequenceValue[], value: SequenceValue, times: number): void {
  for (let index = 0; index < times; index++) values.push(value);
}

/** Returns the rest of the text. */
function takeHistograms(text: string, values: SequenceValue[]): string {
  try {
    const first = parseHistogramLiteral(text);
    let at = first.end;
    const sign = text.charAt(at);
    const second = /^[+-]\{\{/.test(text.slice(at)) ? parseHistogramLiteral(text, at + 1) : undefined;
    if (second) at = second.end;
    const times = /^x(\d+)/.exec(text.slice(at));
    if (times) at += times[0].length;
    const hasHint = first.hasHint || (second?.hasHint ?? false);
    const count = Number(times?.[1] ?? 0);
    const all = second
      ? expandHistograms(first.histogram, second.histogram, { sign: sign === '-' ? '-' : '+', times: count })
      : new Array(count + 1).fill(first.histogram);
    for (const value of all) values.push({ kind: 'histogram', value, hasHint });
    return text.slice(at);
  } catch (error) {
    if (!(error instanceof LiteralError)) throw error;
    throw new SyntaxError(error.message);
  }
}
