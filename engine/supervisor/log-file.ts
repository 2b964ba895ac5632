import { closeSync, createReadStream, openSync, renameSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type LogEntry, parseLogEntry } from './log-entry.ts';

/**
 * A container's output on disk: the newest lines and, once the cap is reached, one older file of the same size.
 * Writing is synchronous: a chunk is one short write, and a reader sees what was written.
 */
export class LogFile {
  readonly #path: string;
  readonly #capBytes: number;
  #descriptor: number | null = null;
  #size = 0;

  constructor(path: string, capBytes: number) {
    this.#path = path;
    this.#capBytes = capBytes;
  }

  write(text: string): void {
    const bytes = Buffer.byteLength(text);
    if (this.#descriptor !== null && this.#size + bytes > this.#capBytes) this.#rotate();
    this.#descriptor ??= openSync(this.#path, 'a', 0o600);
    writeSync(this.#descriptor, text);
    this.#size += bytes;
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  /** Entries from the oldest kept to the newest. */
  async *read(): AsyncGenerator<LogEntry> {
    yield* entriesOf(`${this.#path}.1`);
    yield* entriesOf(this.#path);
  }

  #rotate(): void {
    this.close();
    renameSync(this.#path, `${this.#path}.1`);
    this.#size = 0;
  }
}

async function* entriesOf(path: string): AsyncGenerator<LogEntry> {
  const stream = createReadStream(path, { encoding: 'utf8' });
  try {
    for await (const stored of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      const entry = parseLogEntry(stored);
      if (entry !== null) yield entry;
    }
  } catch (error) {
    // A container that has printed nothing has no file.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  } finally {
    stream.destroy();
  }
}
