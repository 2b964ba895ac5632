/** What was found of an earlier run in the data folder. */
export interface OrphanObservation {
  readonly hasPidFile: boolean;
  /** Its process lives and serves this data folder. */
  readonly isRunning: boolean;
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
  const { hasPidFile, isRunning, runningCommand, wantedCommand } = observation;
  if (!hasPidFile) return { action: 'start', reason: 'no earlier server' };
  if (!isRunning) return { action: 'remove-pid-file-and-start', reason: 'the earlier server has died' };
  if (runningCommand === wantedCommand) {
    return { action: 'adopt', reason: 'a server of this data folder runs with the same settings' };
  }
  return { action: 'stop-and-start', reason: 'a server of this data folder runs with other settings' };
}
