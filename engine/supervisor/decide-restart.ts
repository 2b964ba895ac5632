/** What is remembered of a container between its runs. */
export interface CrashHistory {
  /** The delay before the last restart; null when it never exited or has run long enough since. */
  readonly lastDelayMs: number | null;
}

export interface RestartDecision {
  readonly delayMs: number;
  readonly history: CrashHistory;
  readonly reason: string;
}

export const noCrashes: CrashHistory = { lastDelayMs: null };

const firstDelayMs = 10_000;
const longestDelayMs = 300_000;
const resetAfterMs = 600_000;

/**
 * When a container that has exited starts again: at once, then after 10 s doubling to 300 s; ten minutes of running
 * forget the past. https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
 */
export function decideRestart(history: CrashHistory, ranForMs: number): RestartDecision {
  const { lastDelayMs } = history;
  if (lastDelayMs === null || ranForMs >= resetAfterMs) {
    return { delayMs: 0, history: { lastDelayMs: 0 }, reason: 'restarting at once' };
  }
  const delayMs = lastDelayMs === 0 ? firstDelayMs : Math.min(lastDelayMs * 2, longestDelayMs);
  return {
    delayMs,
    history: { lastDelayMs: delayMs },
    reason: `back-off ${delayMs / 1000} s before a restart`,
  };
}
