/** What was found of an earlier run in the data folder. */
export interface OrphanObservation {
  readonly hasPidFile: boolean;
  /** A process has the id in the file: the server's, or one that was given the id since. */
  readonly isPidAlive: boolean;
  /** That process serves this data folder. */
  readonly isServer: boolean;
  /** The file names other data: it was copied, or moved, while its server ran. */
  readonly isCopied: boolean;
  /** The command line that it runs with, from `postmaster.opts`. */
  readonly runningCommand: string | undefined;
  readonly wantedCommand: string;
}

export interface OrphanDecision {
  readonly action: 'start' | 'remove-pid-file-and-start' | 'adopt' | 'stop-and-start';
  readonly reason: string;
}

/** Decides what becomes of the server that an earlier engine left behind. */
export function decideOrphan(observation: OrphanObservation): OrphanDecision {
  const { hasPidFile, isPidAlive, isServer, isCopied, runningCommand, wantedCommand } = observation;
  if (!hasPidFile) return { action: 'start', reason: 'no earlier server' };
  // The file of a dead server stays: it names the shared memory that the server's children may still use.
  if (!isPidAlive) return { action: 'start', reason: 'the earlier server has died' };
  if (!isServer) {
    const reason = isCopied
      ? 'the data was copied while its server ran, so it may be incomplete: stop the original and copy again'
      : 'the earlier server has died, and another process has its id';
    return { action: 'remove-pid-file-and-start', reason };
  }
  if (runningCommand === wantedCommand) {
    return { action: 'adopt', reason: 'a server of this data folder runs with the same settings' };
  }
  return { action: 'stop-and-start', reason: 'a server of this data folder runs with other settings' };
}
