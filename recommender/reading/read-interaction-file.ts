import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { RecommenderError } from '../errors/index.ts';
import type { ReadInteractions, ReadOptions } from './collect-rows.ts';
import { readDelimited } from './read-delimited.ts';
import { readParquet } from './read-parquet.ts';

const parquetMagic = 'PAR1';

/**
 * Reads a text or Parquet file, recognized by its first bytes. Throws `input-invalid` with the file's name, or
 * `data-too-small`.
 */
export async function readInteractionFile(
  path: string,
  options: ReadOptions = {},
): Promise<ReadInteractions> {
  const file = await openFile(path);
  try {
    const { size } = await file.stat();
    if (size === 0) throw new RecommenderError('data-too-small', 'It is empty.');
    const start = await readBytes(file, 0, Math.min(parquetMagic.length, size));
    if (Buffer.from(start).toString('latin1') !== parquetMagic) {
      return await readDelimited(
        createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 20 }),
        options,
      );
    }
    const slice = (from: number, to = size) => readBytes(file, from, to);
    return await readParquet({ byteLength: size, slice }, options);
  } catch (error) {
    if (!(error instanceof RecommenderError)) throw error;
    throw new RecommenderError(error.code, prefixLines(path, error.message), { cause: error });
  } finally {
    await file.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    const file = await open(path);
    if ((await file.stat()).isFile()) return file;
    await file.close();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RecommenderError('input-invalid', `${path} cannot be read: ${reason}.`, { cause });
  }
  throw new RecommenderError('input-invalid', `${path} is no file.`);
}

async function readBytes(file: FileHandle, from: number, to: number): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(to - from);
  await file.read(bytes, 0, bytes.length, from);
  return bytes.buffer;
}

/** Turns `line 17: ...` into `FILE:17: ...`, which editors understand. */
function prefixLines(path: string, message: string): string {
  return message
    .split('\n')
    .map((line) => {
      const place = /^line (\d+): /.exec(line);
      if (place !== null) return `${path}:${place[1]}: ${line.slice(place[0].length)}`;
      return line.startsWith('and ') ? line : `${path}: ${line}`;
    })
    .join('\n');
}
