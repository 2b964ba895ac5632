import type { DestinationStream } from 'pino';

let isGuarded = false;

/** A pipe's reader that went, and a socket's that went without having read everything. */
const readerIsGone: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET']);

/** A reader that is gone must not end the process: what it does matters more than who listens. */
function guard(): void {
  if (isGuarded) return;
  isGuarded = true;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!readerIsGone.has(error.code ?? '')) throw error;
  });
}

/**
 * Lines for standard output, written before the call returns where it is a pipe or a file. Not pino's own destination: at exit that
 * one tries again for ever once the reader of the pipe is gone (sonic-boom 4, flushSync), so the process would never end.
 */
export function standardOutput(): DestinationStream {
  guard();
  return {
    write(line) {
      process.stdout.write(line);
    },
  };
}
