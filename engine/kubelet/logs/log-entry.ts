/** One line of a container's output. */
export interface LogEntry {
  /** RFC 3339 to the millisecond. */
  readonly time: string;
  readonly line: string;
}

/** Whole lines that arrived together. */
export interface LogChunk {
  readonly bytes: Buffer;
  /** Milliseconds since the epoch. */
  readonly arrivedAtMs: number;
}

/** What a search may narrow by; every given part must match. */
export interface LogMatch {
  readonly correlationId?: string | undefined;
  /** Lines from this moment on, in milliseconds since the epoch. */
  readonly since?: number | undefined;
}

/** The time that an entry of `createLogger`, or of another logger with the same field, carries near its beginning. */
const timePattern = /^\{[^{}]{0,64}?"time":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"/;

/** A process may hold lines back; one that claims to be older than this is not believed. */
const longestHeldMs = 10_000;

/**
 * The lines of a chunk. An entry's time is its own, since a process may write its entries some at a time. A line
 * without a believable time belongs to the line before it, such as a stack; one with none before it, to the line after
 * it.
 */
export function entriesOf({ bytes, arrivedAtMs }: LogChunk): LogEntry[] {
  const lines = bytes.toString('utf8').replace(/\n$/, '').split('\n').map(withoutReturn);
  const arrived = instantOf(arrivedAtMs);
  const earliest = instantOf(arrivedAtMs - longestHeldMs);
  const times = lines.map((line) => {
    const own = timePattern.exec(line)?.[1];
    return own !== undefined && own >= earliest && own <= arrived ? own : null;
  });
  let time = times.find((own) => own !== null) ?? arrived;
  return lines.map((line, place) => {
    const own = times[place] ?? time;
    // The order of a container's lines is that in which they came.
    if (own > time) time = own;
    return { time, line };
  });
}

function instantOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

/** A test for entries; a correlation id matches as a whole word wherever in the line it stands. */
export function logEntryMatcher({ correlationId, since }: LogMatch): (entry: LogEntry) => boolean {
  const sinceTime = since === undefined ? null : instantOf(since);
  const word = correlationId === undefined ? null : wholeWord(correlationId);
  return (entry) =>
    (sinceTime === null || entry.time >= sinceTime) && (word === null || word.test(entry.line));
}

/** Whether a chunk may have a matching entry; most have none, and need not be divided into lines. */
export function mayMatch({ bytes, arrivedAtMs }: LogChunk, { correlationId, since }: LogMatch): boolean {
  return (
    (since === undefined || arrivedAtMs >= since) &&
    (correlationId === undefined || bytes.includes(correlationId))
  );
}

function wholeWord(text: string): RegExp {
  return new RegExp(`(?<![\\w.-])${text.replace(/[^\w]/g, '\\$&')}(?![\\w.-])`);
}
