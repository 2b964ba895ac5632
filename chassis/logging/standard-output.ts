import type { DestinationStream } from 'pino';

let isGuarded = false;

/** Error codes of a pipe without a reader, and of a socket whose reader disconnected with unread data. */
const readerIsGone: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET']);

/** Keeps the process alive when the reader of its output is gone. */
function guard(): void {
  if (isGuarded) return;
  isGuarded = true;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!readerIsGone.has(error.code ?? '')) throw error;
  });
}

/**
 * Writes lines to standard output, synchronously if it is a pipe or a file. Not pino's own destination: at exit it
 * retries forever once the pipe's reader is gone (sonic-boom 4, flushSync), so the process would never end.
 */
export function standardOutput(): DestinationStream {
  guard();
  return {
    write(line) {
      process.stdout.write(line);
    },
  };
}
