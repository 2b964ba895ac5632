import { createPaint, type Paint } from './paint.ts';

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
  /** Prose goes to standard error; by default with `--json` only. */
  readonly isAside?: boolean;
}

/** Output of a command: prose goes to standard output, or to standard error when standard output carries JSON. */
export interface Terminal {
  readonly isJson: boolean;
  readonly paint: Paint;
  /** Width of the terminal that shows the prose; infinite without a terminal. */
  readonly columns: number;
  readonly rows: number;
  /** Whether lines can be rewritten. */
  readonly isLive: boolean;
  say(text?: string): void;
  /** Writes prose without a line break. */
  write(text: string): void;
  /** Writes a line to standard error in any case. */
  note(text: string): void;
  /** A terminal for secondary output: all prose goes to standard error. */
  aside(): Terminal;
  /** Prints the command's JSON document; does nothing without `--json`. */
  document(value: unknown): void;
  /** Prints one JSON document of a stream on a line of standard output. */
  record(value: unknown): void;
}

export function createTerminal(options: TerminalOptions): Terminal {
  const { stdout, stderr, environment, isJson, isAside = isJson } = options;
  const prose = isAside ? stderr : stdout;
  const isTerminal = prose.isTTY === true;
  return {
    isJson,
    paint: createPaint({ isTerminal, environment }),
    // Read each time, because a window can be resized.
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
