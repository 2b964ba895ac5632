import { appendFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger, type Logger } from '@petstore/chassis/logging';

const capBytes = 4 * 1024 * 1024;

/** The engine's own log, in the data folder beside those of the pods; the terminal is for people. */
export function openEngineLog(dataDirectory: string): Logger {
  const path = join(dataDirectory, 'engine.log');
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > capBytes) renameSync(path, `${path}.previous`);
  return createLogger(
    { service: 'engine', level: 'info' },
    { write: (line) => appendFileSync(path, line, { mode: 0o600 }) },
  );
}
