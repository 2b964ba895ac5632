import { appendFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '@petstore/chassis/errors';
import { createLogger, type Logger } from '@petstore/chassis/logging';

const capBytes = 4 * 1024 * 1024;

/** Opens the engine's log file in the data folder; a file over 4 MiB is rotated once. */
export function openEngineLog(dataDirectory: string): Logger {
  const path = join(dataDirectory, 'engine.log');
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > capBytes) renameSync(path, `${path}.previous`);
  return createLogger({ service: 'engine', level: 'info' }, { write: appender(path) });
}

/**
 * A full disk must not stop the system: lines that cannot be written are lost, which is reported once on standard
 * error.
 */
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
