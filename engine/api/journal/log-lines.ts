import { crc32 } from 'node:zlib';
import type { Stored } from '../objects/api-object.ts';
import { isStoredKind } from '../objects/resources.ts';
import { keyOf, keyText, type ObjectKey } from '../store/object-key.ts';

/** A log of another format was written by another version of this program. */
export const logFormat = 1;

/** One line of a log: an object as it is from then on, one that is gone, or how far resourceVersions may have come. */
export type LogRecord =
  | { readonly put: Stored }
  | { readonly delete: ObjectKey; readonly version: number }
  | { readonly reserved: number };

export interface KeptObject {
  readonly object: Stored;
  /** Of its line. */
  readonly bytes: number;
}

/** What a log says, as far as it can be read. */
export interface LogContent {
  /** Higher than `logFormat` in a log of a newer version, of which nothing else is read. */
  readonly format: number;
  /** By `recordKey`, in the order of their creation. */
  readonly objects: ReadonlyMap<string, KeptObject>;
  readonly lastVersion: number;
  /** Lines that cannot be read, and what they were about as far as that can be told. */
  readonly unreadable: readonly string[];
  /** The end of the last line is missing: its write was never complete. */
  readonly isCutOff: boolean;
  readonly lines: number;
}

export const headerLine = `${JSON.stringify({ log: 'petstore objects', format: logFormat })}\n`;

/** Begins with a checksum, by which damage inside a text shows. */
export function lineOf(record: LogRecord): string {
  const json = JSON.stringify(record);
  return `${checksum(json)} ${json}\n`;
}

export function recordKey({ kind, ...named }: ObjectKey): string {
  return `${kind} ${keyText(named)}`;
}

/**
 * Reads a log. A line that cannot be read is left out and those behind it are kept, because each is a whole object: one
 * damaged line costs one write.
 */
export function readLog(text: string): LogContent {
  const [header = '', ...lines] = text.split('\n');
  const format = formatOf(header);
  const objects = new Map<string, KeptObject>();
  const unreadable: string[] = format === null ? ['1'] : [];
  let lastVersion = 0;
  const end = lines.pop() ?? '';
  if ((format ?? 0) > logFormat)
    return { format: format ?? 0, objects, lastVersion, unreadable, isCutOff: false, lines: lines.length };
  for (const [index, line] of lines.entries()) {
    const record = parseLine(line);
    if (record === null) unreadable.push(`${index + 2}${subjectOf(line)}`);
    else lastVersion = Math.max(lastVersion, apply(record, line, objects));
  }
  return {
    format: format ?? logFormat,
    objects,
    lastVersion,
    unreadable,
    isCutOff: end !== '',
    lines: lines.length,
  };
}

/** Returns the resourceVersion that the record shows to be taken. */
function apply(record: LogRecord, line: string, objects: Map<string, KeptObject>): number {
  if ('reserved' in record) return record.reserved;
  if ('delete' in record) {
    objects.delete(recordKey(record.delete));
    return record.version;
  }
  const { put: object } = record;
  objects.set(recordKey(keyOf(object)), { object, bytes: Buffer.byteLength(line) + 1 });
  return Number(object.metadata.resourceVersion);
}

function formatOf(header: string): number | null {
  const read = parseJson(header);
  const format: unknown = isRecord(read) && read.log === 'petstore objects' ? read.format : null;
  return Number.isInteger(format) ? (format as number) : null;
}

function parseLine(line: string): LogRecord | null {
  const json = line.slice(9);
  if (line.slice(0, 9) !== `${checksum(json)} `) return null;
  const read = parseJson(json);
  return isLogRecord(read) ? read : null;
}

/** The checksum says that we wrote it; what is left to see is whether this version knows it. */
function isLogRecord(read: unknown): read is LogRecord {
  if (!isRecord(read)) return false;
  if ('put' in read) return isRecord(read.put) && isStoredKind(read.put.kind) && isRecord(read.put.metadata);
  if ('delete' in read) return isRecord(read.delete) && Number.isInteger(read.version);
  return Number.isInteger(read.reserved);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function subjectOf(line: string): string {
  const kind = /"kind":"(\w+)"/.exec(line)?.[1];
  const name = /"name":"([\w.-]+)"/.exec(line)?.[1];
  return kind === undefined || name === undefined ? '' : ` (${kind} ${name})`;
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
