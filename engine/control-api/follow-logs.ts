import { PassThrough, type Readable } from 'node:stream';
import type { LogLine, LogQuery, LogStore } from '../supervisor/index.ts';

/** A reader that does not keep up is let go rather than held in memory. */
const mostBufferedBytes = 8 * 1024 * 1024;

/** The kept lines and then each new one, as newline-delimited JSON; no line is missed or told twice in between. */
export async function followLogs(logs: LogStore, query: LogQuery): Promise<Readable> {
  const stream = new PassThrough();
  let early: LogLine[] | null = [];
  const write = (line: LogLine) => {
    if (stream.writableLength > mostBufferedBytes) stream.destroy();
    else stream.write(`${JSON.stringify(line)}\n`);
  };
  const stop = logs.follow(query, (line) => {
    if (early === null) write(line);
    else early.push(line);
  });
  stream.once('close', stop);
  const kept = await logs.search(query);
  const told = countOf(kept);
  for (const line of kept) write(line);
  for (const line of early) {
    const key = JSON.stringify(line);
    const count = told.get(key) ?? 0;
    if (count > 0) told.set(key, count - 1);
    else write(line);
  }
  early = null;
  return stream;
}

function countOf(lines: readonly LogLine[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const key = JSON.stringify(line);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
