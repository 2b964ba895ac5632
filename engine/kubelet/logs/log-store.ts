import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@petstore/chassis/time';
import { entriesOf, type LogEntry, type LogMatch, logEntryMatcher, mayMatch } from './log-entry.ts';
import { LogFile, type LoggedRun } from './log-file.ts';
import { type OutputStream, WholeLines } from './whole-lines.ts';

/** Whose output it is. The main container's file carries the pod's name alone. */
export interface LogSource {
  readonly namespace: string;
  readonly deployment: string;
  readonly pod: string;
  readonly container: string;
  readonly isMain: boolean;
}

export interface LogLine {
  readonly time: string;
  readonly namespace: string;
  readonly deployment: string;
  readonly pod: string;
  readonly container: string;
  readonly line: string;
}

export interface LogQuery extends LogMatch {
  readonly namespace?: string | undefined;
  readonly deployment?: string | undefined;
  readonly pod?: string | undefined;
  readonly container?: string | undefined;
  /** All runs that are kept by default. What is followed is of the current one. */
  readonly run?: LoggedRun | undefined;
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

/**
 * The output of every container of this run, on disk as it came, and searchable: who reads divides it into lines. Not a
 * telemetry backend.
 */
export interface LogStore {
  /** For one run of a container. */
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
    file.beginRun();
    const streams = { stdout: new WholeLines(), stderr: new WholeLines() };
    const store = (lines: Buffer | null) => {
      if (lines !== null) this.#store({ source, file }, lines);
    };
    return {
      write: (stream, chunk) => store(streams[stream].push(chunk)),
      flush: () => {
        store(streams.stdout.end());
        store(streams.stderr.end());
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
      for await (const chunk of file.read(query.run)) {
        if (!mayMatch(chunk, query)) continue;
        for (const entry of entriesOf(chunk)) if (matches(entry)) lines.push(logLine(source, entry));
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
    const { namespace, pod, container, isMain } = source;
    const name = isMain ? pod : `${pod}.${container}`;
    const key = `${namespace}/${name}`;
    const known = this.#sources.get(key);
    if (known !== undefined) return known;
    // Pods of two namespaces rarely have one name.
    const isTaken = [...this.#sources.keys()].some((other) => other.endsWith(`/${name}`));
    const path = join(this.#options.directory, `${isTaken ? `${namespace}.${name}` : name}.log`);
    const stored = { source, file: new LogFile(path, this.#options.capBytes ?? defaultCapBytes) };
    this.#sources.set(key, stored);
    return stored;
  }

  #store({ source, file }: StoredSource, bytes: Buffer): void {
    const chunk = { bytes, arrivedAtMs: this.#options.clock.now() };
    try {
      file.write(chunk);
    } catch (error) {
      // A full disk must not take the pods down with it.
      if (!this.#hasProblem) this.#options.onProblem(error);
      this.#hasProblem = true;
    }
    if (this.#followers.size === 0) return;
    for (const entry of entriesOf(chunk)) {
      for (const follower of this.#followers) follower(source, entry);
    }
  }
}

const sourceFields = ['namespace', 'deployment', 'pod', 'container'] as const;

function matchesSource(source: LogSource, query: LogQuery): boolean {
  return sourceFields.every((field) => query[field] === undefined || query[field] === source[field]);
}

function logLine({ namespace, deployment, pod, container }: LogSource, { time, line }: LogEntry): LogLine {
  return { time, namespace, deployment, pod, container, line };
}
