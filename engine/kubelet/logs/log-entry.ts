export type OutputStream = 'stdout' | 'stderr';

/** One stored line of a container's output. */
export interface LogEntry {
  readonly time: string;
  readonly stream: OutputStream;
  readonly line: string;
}

/** What a search may narrow by; every given part must match. */
export interface LogMatch {
  readonly correlationId?: string | undefined;
  /** Lines that arrived at or after this moment, in milliseconds since the epoch. */
  readonly since?: number | undefined;
}

/** The kubelet's format, so that tools for a node's log files read ours: `TIME STREAM F|P LINE`. */
export function formatLogEntry(entry: LogEntry & { readonly isPartial: boolean }): string {
  return `${entry.time} ${entry.stream} ${entry.isPartial ? 'P' : 'F'} ${entry.line}\n`;
}

export function parseLogEntry(stored: string): LogEntry | null {
  const parts = /^(\S+) (stdout|stderr) [FP] (.*)$/s.exec(stored);
  const [, time, stream, line] = parts ?? [];
  if (time === undefined || line === undefined) return null;
  return { time, stream: stream === 'stderr' ? 'stderr' : 'stdout', line };
}

/** A test for entries; a correlation id matches as a whole word wherever in the line it stands. */
export function logEntryMatcher({ correlationId, since }: LogMatch): (entry: LogEntry) => boolean {
  const sinceTime = since === undefined ? null : new Date(since).toISOString();
  const word = correlationId === undefined ? null : wholeWord(correlationId);
  return (entry) =>
    (sinceTime === null || entry.time >= sinceTime) && (word === null || word.test(entry.line));
}

function wholeWord(text: string): RegExp {
  return new RegExp(`(?<![\\w.-])${text.replace(/[^\w]/g, '\\$&')}(?![\\w.-])`);
}
