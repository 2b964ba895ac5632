import { closeSync, createReadStream, openSync, renameSync, writeSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Clock } from '@petstore/chassis/time';
import { LineSplitter, type SplitLine } from './line-splitter.ts';
import type { OutputStream } from './log-entry.ts';
import { formatLogEntry, type LogEntry, type LogMatch, logEntryMatcher, parseLogEntry } from './log-entry.ts';

/** Whose output it is. The main container's file carries the pod's name alone. */
export interface LogSource {
  readonly deployment: string;
  readonly pod: string;
  readonly container: string;
  readonly isMain: boolean;
}

export interface LogLine {
  readonly time: string;
  readonly deployment: string;
  readonly pod: string;
  readonly container: string;
  readonly line: string;
}

export interface LogQuery extends LogMatch {
  readonly deployment?: string | undefined;
  readonly pod?: string | undefined;
  /** At most so many of the newest matching lines. */
  readonly tail?: number | undefined;
}

/** Takes one container's output. */
interface LogWriter {
  write(stream: OutputStream, chunk: Buffer): void;
  /** Stores the last line where it was never ended, and closes the file until more is written. */
  flush(): void;
}

interface LogStoreOptions {
  readonly directory: string;
  readonly clock: Clock;
  /** Told once when lines can no longer be stored; the pods go on without. */
  readonly onProblem: (error: unknown) => void;
  readonly capBytes?: number;
}

/** The output of every container of this run, on disk and searchable. Not a telemetry backend. */
export interface LogStore {
  writer(source: LogSource): LogWriter;
  search(query: LogQuery): Promise<LogLine[]>;
  /** Calls back for each new matching line until the returned function is called. */
  follow(query: LogQuery, listener: (line: LogLine) => void): () => void;
}

const defaultCapBytes = 16 * 1024 * 1024;

/** Opens an empty store; what the previous run left is kept beside it as `DIRECTORY.previous`. */
export async function openLogStore(options: LogStoreOptions): Promise<LogStore> {
  const { directory } = options;
  const previous = `${directory}.previous`;
  await rm(previous, { recursive: true, force: true });
  await rename(directory, previous).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return new DirectoryLogStore(options);
}

interface StoredSource {
  readonly source: LogSource;
  readonly file: LogFile;
}

class DirectoryLogStore implements LogStore {
  readonly #options: LogStoreOptions;
  readonly #sources = new Map<string, StoredSource>();
  readonly #followers = new Set<(source: LogSource, entry: LogEntry) => void>();
  #hasProblem = false;

  constructor(options: LogStoreOptions) {
    this.#options = options;
  }

  writer(source: LogSource): LogWriter {
    const { file } = this.#stored(source);
    const splitters = { stdout: new LineSplitter(), stderr: new LineSplitter() };
    const store = (stream: OutputStream, lines: readonly SplitLine[]) =>
      this.#store({ source, file }, stream, lines);
    return {
      write: (stream, chunk) => store(stream, splitters[stream].push(chunk)),
      flush: () => {
        store('stdout', splitters.stdout.end());
        store('stderr', splitters.stderr.end());
        file.close();
      },
    };
  }

  async search(query: LogQuery): Promise<LogLine[]> {
    const matches = logEntryMatcher(query);
    const tail = query.tail ?? Number.POSITIVE_INFINITY;
    const found: LogLine[] = [];
    for (const { source, file } of this.#sources.values()) {
      if (!matchesSource(source, query)) continue;
      const lines: LogLine[] = [];
      for await (const entry of file.read()) {
        if (!matches(entry)) continue;
        lines.push(logLine(source, entry));
        if (lines.length > 2 * tail) lines.splice(0, lines.length - tail);
      }
      for (const line of lines) found.push(line);
    }
    found.sort((a, b) => (a.time < b.time ? -1 : Number(a.time > b.time)));
    return tail >= found.length ? found : found.slice(found.length - tail);
  }

  follow(query: LogQuery, listener: (line: LogLine) => void): () => void {
    const matches = logEntryMatcher(query);
    const follower = (source: LogSource, entry: LogEntry) => {
      if (matchesSource(source, query) && matches(entry)) listener(logLine(source, entry));
    };
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  #stored(source: LogSource): StoredSource {
    const name = source.isMain ? source.pod : `${source.pod}.${source.container}`;
    let stored = this.#sources.get(name);
    if (stored === undefined) {
      const path = join(this.#options.directory, `${name}.log`);
      stored = { source, file: new LogFile(path, this.#options.capBytes ?? defaultCapBytes) };
      this.#sources.set(name, stored);
    }
    return stored;
  }

  #store({ source, file }: StoredSource, stream: OutputStream, lines: readonly SplitLine[]): void {
    if (lines.length === 0) return;
    const time = new Date(this.#options.clock.now()).toISOString();
    const text = lines
      .map(({ text: line, isPartial }) => formatLogEntry({ time, stream, line, isPartial }))
      .join('');
    try {
      file.write(text);
    } catch (error) {
      // A full disk must not take the pods down with it.
      if (!this.#hasProblem) this.#options.onProblem(error);
      this.#hasProblem = true;
    }
    if (this.#followers.size === 0) return;
    for (const { text: line } of lines) {
      for (const follower of this.#followers) follower(source, { time, stream, line });
    }
  }
}

function matchesSource(source: LogSource, { deployment, pod }: LogQuery): boolean {
  return (
    (deployment === undefined || source.deployment === deployment) &&
    (pod === undefined || source.pod === pod)
  );
}

function logLine({ deployment, pod, container }: LogSource, { time, line }: LogEntry): LogLine {
  return { time, deployment, pod, container, line };
}

/**
 * A container's output on disk: the newest lines and, once the cap is reached, one older file of the same size.
 * Writing is synchronous: a chunk is one short write, and a reader sees what was written.
 */
class LogFile {
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
