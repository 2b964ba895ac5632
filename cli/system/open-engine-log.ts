import { appendFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '@petstore/chassis/errors';
import { createLogger, type Logger } from '@petstore/chassis/logging';

const capBytes = 4 * 1024 * 1024;

/** The engine's own log, in the data folder beside those of the pods; the terminal is for people. */
export function openEngineLog(dataDirectory: string): Logger {
  const path = join(dataDirectory, 'engine.log');
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > capBytes) renameSync(path, `${path}.previous`);
  return createLogger({ service: 'engine', level: 'info' }, { write: appender(path) });
}

/** A disk without room must not end the system that is to outlast it: what cannot be written is lost, and that is said once on standard error. */
function appender(path: string): (line: string) => void {
  let isFailing = false;
  return (line) => {
    try {
      appendFileSync(path, line, { mode: 0o600 });
      isFailing = false;
    } catch (error) {
      if (!isFailing) process.stderr.write(`${path} cannot be written: ${messageOf(error)}\n`);
      isFailing = true;
    }
  };
}
