import { backOffMs } from '@petstore/chassis/resilience';

/** What is remembered of a container between its runs. */
export interface CrashHistory {
  /** Restarts since the container last ran long enough to reset the back-off. */
  readonly restarts: number;
}

export interface RestartDecision {
  readonly delayMs: number;
  readonly history: CrashHistory;
  readonly reason: string;
}

export const noCrashes: CrashHistory = { restarts: 0 };

const firstDelayMs = 10_000;
const longestDelayMs = 300_000;
const resetAfterMs = 600_000;

/**
 * When a container that has exited starts again: at once, then after 10 s doubling to 300 s; ten minutes of running
 * forget the past. https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
 */
export function decideRestart(history: CrashHistory, ranForMs: number): RestartDecision {
  const restarts = ranForMs >= resetAfterMs ? 0 : history.restarts;
  if (restarts === 0) return { delayMs: 0, history: { restarts: 1 }, reason: 'restarting at once' };
  const delayMs = backOffMs(restarts - 1, {
    firstMs: firstDelayMs,
    longestMs: longestDelayMs,
    jitter: 'none',
  });
  return {
    delayMs,
    history: { restarts: restarts + 1 },
    reason: `back-off ${delayMs / 1000} s before a restart`,
  };
}
