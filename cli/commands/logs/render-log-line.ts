import { readLogLine } from '@petstore/chassis/logging';
import type { Style } from '../../terminal/paint.ts';
import type { Terminal } from '../../terminal/terminal.ts';

interface PrintedLine {
  readonly time: string;
  readonly pod: string;
  readonly container: string;
  readonly deployment: string;
  readonly line: string;
}

const levelStyles: ReadonlyMap<string, Style> = new Map<string, Style>([
  ['debug', 'faint'],
  ['info', 'good'],
  ['warn', 'warning'],
  ['error', 'bad'],
  ['fatal', 'bad'],
]);

/** Fields shown in the line's prefix, or of no use to a reader. */
const leftOut: ReadonlySet<string> = new Set(['service', 'pod', 'version', 'messageId', 'traceId', 'err']);

/** `TIME pod | level | message field=value`; a line that is not JSON is printed unchanged. */
export function renderLogLine(printed: PrintedLine, { paint }: Pick<Terminal, 'paint'>): string {
  const { time, pod, container, deployment, line } = printed;
  const name = container === deployment ? pod : `${pod}/${container}`;
  const entry = readLogLine(line);
  const front = `${paint('faint', time.slice(11, 23))} ${paint('accent', name)}`;
  if (entry === null) return `${front} | ${line}`;
  const { level, message } = entry;
  const fields = [...entry.fields].filter(([key]) => !leftOut.has(key));
  const words = [message ?? '', paint('faint', formatFields(fields))].filter(Boolean).join(' ');
  const coloured = paint(levelStyles.get(level) ?? 'faint', level.padEnd(5));
  return `${front} | ${coloured} | ${words}${renderError(entry.fields.get('err'), paint)}`;
}

function renderError(error: unknown, paint: Terminal['paint']): string {
  if (typeof error !== 'object' || error === null) return '';
  const text = 'stack' in error ? error.stack : 'message' in error ? error.message : JSON.stringify(error);
  return `\n${paint('bad', String(text).replaceAll(/^/gm, '    '))}`;
}

/** `name=value` pairs; texts with spaces are quoted, objects are JSON. */
export function formatFields(fields: readonly (readonly [string, unknown])[]): string {
  return fields.map(([name, value]) => `${name}=${formatValue(value)}`).join(' ');
}

function formatValue(value: unknown): string {
  if (typeof value === 'string' && /^[^\s"=]+$/.test(value)) return value;
  return JSON.stringify(value) ?? String(value);
}
