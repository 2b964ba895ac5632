import { createPaint, type Paint } from './paint.ts';

/** The part of a stream that is written to. */
export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

interface TerminalOptions {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly isJson: boolean;
  /** Prose goes to standard error; by default only beside a document. */
  readonly isAside?: boolean;
}

/** Where a command writes. Prose goes to standard output, or to standard error where that belongs to a document. */
export interface Terminal {
  readonly isJson: boolean;
  readonly paint: Paint;
  /** Of the stream that prose goes to; without end where that is no terminal. */
  readonly columns: number;
  readonly rows: number;
  /** Lines can be written over. */
  readonly isLive: boolean;
  say(text?: string): void;
  /** Prose as it is, without an end of line. */
  write(text: string): void;
  /** Something beside the matter: always on standard error. */
  note(text: string): void;
  /** The same for a matter that is beside the command's own: all prose on standard error. */
  aside(): Terminal;
  /** The one JSON document of a command; nothing without `--json`. */
  document(value: unknown): void;
  /** One document of a stream, on one line of standard output. */
  record(value: unknown): void;
}

export function createTerminal(options: TerminalOptions): Terminal {
  const { stdout, stderr, environment, isJson, isAside = isJson } = options;
  const prose = isAside ? stderr : stdout;
  const isTerminal = prose.isTTY === true;
  return {
    isJson,
    paint: createPaint({ isTerminal, environment }),
    // Asked for each time: a window can be made wider.
    get columns() {
      return isTerminal ? Math.max(20, prose.columns || 80) : Number.POSITIVE_INFINITY;
    },
    get rows() {
      return isTerminal ? Math.max(4, prose.rows || 24) : Number.POSITIVE_INFINITY;
    },
    isLive: isTerminal && environment['TERM'] !== 'dumb',
    say: (text = '') => void prose.write(`${text}\n`),
    write: (text) => void prose.write(text),
    note: (text) => void stderr.write(`${text}\n`),
    aside: () => createTerminal({ ...options, isAside: true }),
    document: (value) => {
      if (isJson) stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    record: (value) => void stdout.write(`${JSON.stringify(value)}\n`),
  };
}
