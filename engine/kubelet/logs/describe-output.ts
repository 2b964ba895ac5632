import { readLogLine } from '@petstore/chassis/logging';

/**
 * The end of a container's output for a person to read, two spaces in: a log entry in JSON as its level, message and
 * error, everything else as it was printed, what was said several times in a row once. The stack is shown of errors
 * alone.
 */
export function describeOutput(lines: readonly string[], limit: number): string {
  const said: { text: string; times: number }[] = [];
  for (const text of lines.map(describeLine)) {
    const last = said.at(-1);
    if (last?.text === text) last.times += 1;
    else said.push({ text, times: 1 });
  }
  return said
    .slice(-limit)
    .map(({ text, times }) => (times === 1 ? text : `${text} (${times} times)`))
    .map((text) => text.replaceAll(/^/gm, '  '))
    .join('\n');
}

function describeLine(line: string): string {
  const entry = readLogLine(line);
  if (entry === null || entry.message === null) return line;
  const { level, message, fields } = entry;
  return `${level.padEnd(5)} ${message}${describeError(fields.get('err'), level)}`;
}

function describeError(error: unknown, level: string): string {
  if (typeof error !== 'object' || error === null) return '';
  const { message, stack } = error as Readonly<Record<string, unknown>>;
  if ((level === 'error' || level === 'fatal') && typeof stack === 'string') return `\n${stack}`;
  return typeof message === 'string' ? `: ${message}` : '';
}
