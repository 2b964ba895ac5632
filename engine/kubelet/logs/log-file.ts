import { closeSync, createReadStream, openSync, renameSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type LogEntry, parseLogEntry } from './log-entry.ts';

/** Which of a container's runs: the newest, or the one before it. */
export type LoggedRun = 'current' | 'previous';

/**
 * A container's output on disk: the newest lines and, once the cap is reached, one older file of the same size.
 * Writing is synchronous: a chunk is one short write, and a reader sees what was written.
 */
export class LogFile {
  readonly #path: string;
  readonly #capBytes: number;
  #descriptor: number | null = null;
  #size = 0;
  /** Lines that were ever written, and how many of them were before the two files that are kept. */
  #written = 0;
  #olderFrom = 0;
  #newerFrom = 0;
  /** The lines with which the last two runs begin. */
  #runs: readonly number[] = [];

  constructor(path: string, capBytes: number) {
    this.#path = path;
    this.#capBytes = capBytes;
  }

  /** What is written from now on is of another run of the container. */
  beginRun(): void {
    this.#runs = [...this.#runs.slice(-1), this.#written];
  }

  /** Whole lines, each with its end. */
  write(lines: readonly string[]): void {
    const text = lines.join('');
    const bytes = Buffer.byteLength(text);
    if (this.#descriptor !== null && this.#size + bytes > this.#capBytes) this.#rotate();
    this.#descriptor ??= openSync(this.#path, 'a', 0o600);
    writeSync(this.#descriptor, text);
    this.#size += bytes;
    this.#written += lines.length;
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  /** Entries from the oldest kept to the newest; of one run where it is named. */
  async *read(run?: LoggedRun): AsyncGenerator<LogEntry> {
    const [from, to] = this.#rangeOf(run);
    let index = this.#olderFrom;
    for (const path of [`${this.#path}.1`, this.#path]) {
      for await (const stored of linesOf(path)) {
        const entry = index >= from && index < to ? parseLogEntry(stored) : null;
        index += 1;
        if (entry !== null) yield entry;
      }
    }
  }

  #rangeOf(run: LoggedRun | undefined): readonly [from: number, to: number] {
    const [newest = 0, before = 0] = this.#runs.toReversed();
    if (run === undefined) return [0, Number.POSITIVE_INFINITY];
    return run === 'current' ? [newest, Number.POSITIVE_INFINITY] : [before, newest];
  }

  #rotate(): void {
    this.close();
    renameSync(this.#path, `${this.#path}.1`);
    this.#olderFrom = this.#newerFrom;
    this.#newerFrom = this.#written;
    this.#size = 0;
  }
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const stream = createReadStream(path, { encoding: 'utf8' });
  try {
    yield* createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    // A container that has printed nothing has no file.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  } finally {
    stream.destroy();
  }
}
