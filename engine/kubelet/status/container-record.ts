import { constants } from 'node:os';
import type { ContainerExit } from '../containers/container-process.ts';

export interface WaitingState {
  readonly value: 'waiting';
  /** One of the kubelet's words, such as `ContainerCreating`. */
  readonly reason: string;
  readonly message: string | null;
}

interface RunningState {
  readonly value: 'running';
  readonly startedAtMs: number;
}

export interface TerminatedState {
  readonly value: 'terminated';
  readonly exitCode: number;
  readonly signal: number | null;
  readonly reason: string;
  readonly message: string | null;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  /** Counts the runs of the container. */
  readonly run: number;
}

/** What is known of a container across its runs. */
export interface ContainerRecord {
  readonly name: string;
  readonly image: string;
  readonly state: WaitingState | RunningState | TerminatedState;
  /** How the run before ended. */
  readonly last: TerminatedState | null;
  /** Its startup probe has passed, or it has none. */
  readonly isStarted: boolean;
  readonly isReady: boolean;
  readonly restarts: number;
  /** Of the newest run; 0 before the first. */
  readonly run: number;
}

interface FinishedProcess {
  readonly exit: ContainerExit;
  /** Why it was killed, when it was killed for its memory. */
  readonly outOfMemory: string | null;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly run: number;
}

/** What a shell and every container runtime add to the number of the signal that ended a process. */
const signalBase = 128;
const startFailure = 128;

/**
 * How a run ended, as a container runtime tells the kubelet: a signal is told as an exit code too.
 * https://github.com/containerd/containerd/blob/v2.1.0/internal/cri/server/events.go
 */
export function terminatedState(finished: FinishedProcess): TerminatedState {
  const { exit, outOfMemory, startedAtMs, finishedAtMs, run } = finished;
  const times = { value: 'terminated', startedAtMs, finishedAtMs, run } as const;
  if (exit.error !== null)
    return { ...times, exitCode: startFailure, signal: null, reason: 'StartError', message: exit.error };
  const signal = exit.signal === null ? null : constants.signals[exit.signal];
  const exitCode = signal === null ? (exit.code ?? 0) : signalBase + signal;
  if (outOfMemory !== null) return { ...times, exitCode, signal, reason: 'OOMKilled', message: outOfMemory };
  return { ...times, exitCode, signal, reason: exitCode === 0 ? 'Completed' : 'Error', message: null };
}
