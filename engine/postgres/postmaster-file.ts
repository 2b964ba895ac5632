import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isServerOf } from './server-process.ts';

/** What a server writes into `postmaster.pid` (src/include/utils/pidfile.h gives the lines' order). */
export interface PostmasterFile {
  readonly pid: number;
  readonly dataDirectory: string | undefined;
  readonly port: number | undefined;
  readonly status: string | undefined;
}

export function parsePostmasterFile(text: string): PostmasterFile | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  const port = Number(lines[3]);
  return {
    pid,
    dataDirectory: lines[1] || undefined,
    port: Number.isInteger(port) && port > 0 ? port : undefined,
    status: lines[7] || undefined,
  };
}

export async function readPostmasterFile(dataDirectory: string): Promise<PostmasterFile | undefined> {
  const text = await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8').catch(() => '');
  return parsePostmasterFile(text);
}

/** What a server that runs on this data says of itself; null where none runs. */
export async function serverOf(dataDirectory: string): Promise<PostmasterFile | null> {
  const file = await readPostmasterFile(dataDirectory);
  return file !== undefined && (await isServerOf(dataDirectory, file.pid)) ? file : null;
}
