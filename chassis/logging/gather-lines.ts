import type { DestinationStream } from 'pino';

export interface GatheringOptions {
  /** Takes whole lines, in the order in which they were logged. */
  readonly put: (lines: string) => void;
  /** How long a line may wait for others; 200 by default. */
  readonly lingerMs?: number;
  /** Characters that are written without waiting; 32,768 by default. */
  readonly mostCharacters?: number;
}

/** A destination that pino tells the level of the line that it is about to write. */
export interface GatheringDestination extends DestinationStream {
  lastLevel: number;
  /** Writes what was gathered. */
  flush(done?: () => void): void;
}

/** pino's number of `error`; a line of this level or above is written at once, with those before it. */
const promptLevel = 50;

/**
 * Joins log lines, so that a process makes one system call, and its reader wakes up once, for all that it logs in a
 * fifth of a second. What is still gathered when the process is killed is lost.
 */
export function gatherLines(options: GatheringOptions): GatheringDestination {
  const { put, lingerMs = 200, mostCharacters = 32 * 1024 } = options;
  let gathered = '';
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const lines = gathered;
    gathered = '';
    if (lines !== '') put(lines);
  }

  const destination = {
    lastLevel: 0,
    write(line: string): void {
      gathered += line;
      if (destination.lastLevel >= promptLevel || gathered.length >= mostCharacters) flush();
      // Whoever ends the process flushes; a timer must not keep it from ending.
      else timer ??= setTimeout(flush, lingerMs).unref();
    },
    flush(done?: () => void): void {
      flush();
      done?.();
    },
    // https://github.com/pinojs/pino/blob/main/docs/api.md#pino-metadata
    [Symbol.for('pino.metadata')]: true,
  };
  return destination;
}
