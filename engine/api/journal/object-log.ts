import {
  chmodSync,
  closeSync,
  copyFileSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import type { Stored } from '../objects/api-object.ts';
import { keyOf } from '../store/object-key.ts';
import {
  headerLine,
  type KeptObject,
  type LogContent,
  type LogRecord,
  lineOf,
  readLog,
  recordKey,
} from './log-lines.ts';

/** A log is rewritten when it has outgrown what it says twice over, and by this much. */
const slackBytes = 256 * 1024;

interface LogOptions {
  readonly reserved: number;
  readonly anew: boolean;
}

/** Null where there is no log yet. */
export function readLogFile(path: string): LogContent | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return readLog(text);
}

/** Keeps a damaged log beside its repaired successor, for whoever wants to look at it. Returns its new path. */
export function setAside(path: string, nowMs: number): string {
  const aside = `${path}.damaged-${new Date(nowMs).toISOString().replaceAll(':', '')}`;
  copyFileSync(path, aside);
  chmodSync(aside, 0o600);
  return aside;
}

/**
 * A file to which changes of objects are appended. Nothing is flushed to the disk: what was written survives the end of
 * this process, however sudden, if not always that of the machine.
 */
export class ObjectLog {
  readonly #path: string;
  readonly #kept: Map<string, KeptObject>;
  #keptBytes = 0;
  #reserved: number;
  #file: number;
  #size = 0;
  /** A part of a line is left at the end that could not be taken away. */
  #isTorn = false;
  #rewriteAbove = 0;

  /** Goes on with a log, or writes it anew: where there is none, it is damaged, or is to be forgotten. */
  constructor(path: string, content: Pick<LogContent, 'objects'>, options: LogOptions) {
    this.#path = path;
    this.#reserved = options.reserved;
    this.#kept = new Map(content.objects);
    for (const { bytes } of this.#kept.values()) this.#keptBytes += bytes;
    if (options.anew) {
      this.#file = this.#rewrite();
      return;
    }
    // Of a process that ended while it rewrote the log.
    rmSync(`${path}.new`, { force: true });
    chmodSync(path, 0o600);
    this.#file = openSync(path, 'a');
    this.#size = fstatSync(this.#file).size;
  }

  /** Whole or not at all: what cannot be written is taken back, and the error thrown. */
  append(record: LogRecord): void {
    const line = lineOf(record);
    this.#write(this.#isTorn ? `\n${line}` : line);
    this.#isTorn = false;
    if ('put' in record) this.#keep(record.put, line);
    else if ('delete' in record) this.#forget(recordKey(record.delete));
    else this.#reserved = record.reserved;
  }

  /** Whether most of the log is about what was changed since. */
  get isOutgrown(): boolean {
    return this.#size > Math.max(this.#rewriteAbove, 2 * this.#keptBytes + slackBytes);
  }

  /** Throws where the disk is full; the log stays as it is then, and is outgrown again when it is twice as long. */
  compact(): void {
    this.#rewriteAbove = 2 * this.#size;
    const outgrown = this.#file;
    this.#file = this.#rewrite();
    closeSync(outgrown);
    this.#rewriteAbove = 0;
  }

  close(): void {
    closeSync(this.#file);
  }

  #keep(object: Stored, line: string): void {
    const key = recordKey(keyOf(object));
    const bytes = Buffer.byteLength(line);
    this.#keptBytes += bytes - (this.#kept.get(key)?.bytes ?? 0);
    this.#kept.set(key, { object, bytes });
  }

  #forget(key: string): void {
    this.#keptBytes -= this.#kept.get(key)?.bytes ?? 0;
    this.#kept.delete(key);
  }

  #write(text: string): void {
    try {
      this.#size += writeWhole(this.#file, text);
    } catch (error) {
      try {
        ftruncateSync(this.#file, this.#size);
      } catch {
        // The next line begins on a line of its own, and the rest of this one is not read.
        this.#isTorn = true;
      }
      throw error;
    }
  }

  /** Beside the log, then in its place, so that there is a whole one at any moment. */
  #rewrite(): number {
    const path = `${this.#path}.new`;
    rmSync(path, { force: true });
    const file = openSync(path, 'ax', 0o600);
    try {
      const lines = [...this.#kept.values()].map(({ object }) => lineOf({ put: object }));
      const size = writeWhole(file, [headerLine, lineOf({ reserved: this.#reserved }), ...lines].join(''));
      // Only here: were the machine to stop, an empty file could else have taken the place of a full one.
      fsyncSync(file);
      renameSync(path, this.#path);
      this.#size = size;
      this.#isTorn = false;
      return file;
    } catch (error) {
      closeSync(file);
      rmSync(path, { force: true });
      throw error;
    }
  }
}

/** Returns how many bytes it has. */
function writeWhole(file: number, text: string): number {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
  return written;
}
