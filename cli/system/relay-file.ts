import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

export interface FileRelay {
  /** Hands on what was written since the last time. */
  pass(): void;
  close(): void;
}

/** Reads a file that another process writes, from its beginning on. */
export function createFileRelay(path: string, write: (text: string) => void): FileRelay {
  const file = openSync(path, 'r');
  const decoder = new StringDecoder('utf8');
  const buffer = Buffer.alloc(16_384);
  return {
    pass() {
      for (let count = readSync(file, buffer); count > 0; count = readSync(file, buffer)) {
        write(decoder.write(buffer.subarray(0, count)));
      }
    },
    close: () => closeSync(file),
  };
}
