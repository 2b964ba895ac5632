/** A line that a process logged. */
export interface LogLine {
  /** `info`, `warn` and so on; empty where the line has none. */
  readonly level: string;
  /** RFC 3339; empty where the line has none. */
  readonly time: string;
  /** Null where the line has no text under `message`, as in other programs' JSON. */
  readonly message: string | null;
  /** All other fields, in the order of the line; an error is `err`. */
  readonly fields: ReadonlyMap<string, unknown>;
}

/**
 * Reads one line in the format of `createLogger`; null if the line is not a JSON object, such as another program's
 * output or a truncated line.
 */
export function readLogLine(line: string): LogLine | null {
  const entry = parseObject(line);
  if (entry === null) return null;
  const fields = new Map<string, unknown>(Object.entries(entry));
  const take = (key: string): string | null => {
    const value = fields.get(key);
    if (typeof value !== 'string') return null;
    fields.delete(key);
    return value;
  };
  return { level: take('level') ?? '', time: take('time') ?? '', message: take('message'), fields };
}

function parseObject(line: string): object | null {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
