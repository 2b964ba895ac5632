import { close, closeSync, openSync, read, renameSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import type { LogChunk } from './log-entry.ts';

/** Which of a container's runs: the newest, or the one before it. */
export type LoggedRun = 'current' | 'previous';

/** Chunks of one file whose times are kept in memory. */
const mostChunks = 65_536;

/** Bytes that are read at once, or one chunk if that has more. */
const readBytes = 256 * 1024;

/** One file, and where in it each chunk begins and when it arrived. */
class LoggedFile {
  readonly starts: number[] = [];
  readonly arrivedAtMs: number[] = [];
  /** Chunks of the container that were written before this file's first one. */
  readonly firstChunk: number;
  bytes = 0;

  constructor(firstChunk: number) {
    this.firstChunk = firstChunk;
  }
}

/**
 * A container's output on disk as it came: the newest lines and, once the cap is reached, one older file of the same
 * size. Writing is synchronous: a chunk is one write, and a reader sees what was written.
 */
export class LogFile {
  readonly #path: string;
  readonly #capBytes: number;
  #descriptor: number | null = null;
  #older = new LoggedFile(0);
  #newer = new LoggedFile(0);
  /** The chunks with which the last two runs begin, as numbers in the order of writing. */
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
  write({ bytes, arrivedAtMs }: LogChunk): void {
    const isFull =
      this.#newer.bytes + bytes.length > this.#capBytes || this.#newer.starts.length >= mostChunks;
    if (this.#descriptor !== null && isFull) this.#rotate();
    this.#descriptor ??= openSync(this.#path, 'a', 0o600);
    const file = this.#newer;
    file.starts.push(file.bytes);
    file.arrivedAtMs.push(arrivedAtMs);
    // On a full disk a part of the chunk may be written, and is counted.
    for (let done = 0; done < bytes.length; ) {
      const count = writeSync(this.#descriptor, bytes, done);
      file.bytes += count;
      done += count;
    }
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  /** Chunks from the oldest kept to the newest; of one run where it is named. */
  async *read(run?: LoggedRun): AsyncGenerator<LogChunk> {
    const [from, to] = this.#rangeOf(run);
    // Opened before the first wait, so that a rotation meanwhile neither hides a file nor shows one twice.
    const opened = [this.#open(`${this.#path}.1`, this.#older), this.#open(this.#path, this.#newer)];
    try {
      for (const part of opened.flatMap((part) => part ?? [])) {
        const { firstChunk } = part.file;
        yield* readChunks(part, Math.max(0, from - firstChunk), Math.min(part.chunks, to - firstChunk));
      }
    } finally {
      for (const part of opened) if (part !== null) await closeLater(part.descriptor);
    }
  }

  get #written(): number {
    return this.#newer.firstChunk + this.#newer.starts.length;
  }

  /** Null if nothing was written to it, or somebody deleted it. */
  #open(path: string, file: LoggedFile): OpenedFile | null {
    const { starts, bytes } = file;
    if (bytes === 0) return null;
    try {
      return { descriptor: openSync(path, 'r'), file, chunks: starts.length, bytes };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return null;
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
    this.#older = this.#newer;
    this.#newer = new LoggedFile(this.#older.firstChunk + this.#older.starts.length);
  }
}

const readFrom = promisify(read);
const closeLater = promisify(close);

/** A file as it was when a reader began. */
interface OpenedFile {
  readonly descriptor: number;
  readonly file: LoggedFile;
  readonly chunks: number;
  readonly bytes: number;
}

async function* readChunks(opened: OpenedFile, from: number, to: number): AsyncGenerator<LogChunk> {
  const { descriptor, file } = opened;
  const startOf = (chunk: number) => (chunk < opened.chunks ? (file.starts[chunk] ?? 0) : opened.bytes);
  for (let first = from; first < to; ) {
    let next = first + 1;
    while (next < to && startOf(next + 1) - startOf(first) <= readBytes) next += 1;
    const start = startOf(first);
    const bytes = Buffer.allocUnsafe(startOf(next) - start);
    const { bytesRead } = await readFrom(descriptor, bytes, 0, bytes.length, start);
    for (let chunk = first; chunk < next; chunk += 1) {
      const part = bytes.subarray(startOf(chunk) - start, Math.min(bytesRead, startOf(chunk + 1) - start));
      if (part.length > 0) yield { bytes: part, arrivedAtMs: file.arrivedAtMs[chunk] ?? 0 };
    }
    first = next;
  }
}
