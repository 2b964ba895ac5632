import { type GatheringDestination, gatherLines } from './gather-lines.ts';

/** Error codes of a pipe without a reader, and of a socket whose reader disconnected with unread data. */
const readerIsGone: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET']);

/** Signals that end a process which does not listen for them. */
const endingSignals = ['SIGTERM', 'SIGINT'] as const;

/** Keeps the process alive when the reader of its output is gone. */
function guard(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!readerIsGone.has(error.code ?? '')) throw error;
  });
}

/** Writes what was gathered before the process ends, and also when a signal ends it that nothing else handles. */
function flushBeforeTheEnd(destination: GatheringDestination): void {
  // Also emitted after an uncaught exception and an unhandled rejection.
  process.on('exit', () => destination.flush());
  for (const signal of endingSignals) {
    const end = (): void => {
      destination.flush();
      if (process.listenerCount(signal) > 1) return;
      process.removeListener(signal, end);
      process.kill(process.pid, signal);
    };
    // Before listeners that remove themselves when they are called, because those have to be counted.
    process.prependListener(signal, end);
  }
}

function open(): GatheringDestination {
  guard();
  const destination = gatherLines({ put: (lines) => process.stdout.write(lines) });
  flushBeforeTheEnd(destination);
  return destination;
}

let opened: GatheringDestination | undefined;

/**
 * Gathers lines for standard output, one gathering for the whole process. Not pino's own destination: at exit it
 * retries forever once the pipe's reader is gone (sonic-boom 4, flushSync), so the process would never end.
 */
export function standardOutput(): GatheringDestination {
  opened ??= open();
  return opened;
}
