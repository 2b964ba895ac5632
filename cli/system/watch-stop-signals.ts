/** npm forwards a Ctrl-C that the terminal has already sent to the whole process group. */
const echoMs = 1_000;

export interface StopSignals {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Resolves at the first signal. */
  readonly requested: Promise<void>;
  dispose(): void;
}

const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Handles the signals that end this process; calls `force` for a repeated Ctrl-C. */
export function watchStopSignals(force: () => void): StopSignals {
  const controller = new AbortController();
  let firstAtMs: number | null = null;
  const listener = (signal: NodeJS.Signals) => {
    const nowMs = performance.now();
    const decision = decideSignal({ signal, nowMs, firstAtMs });
    firstAtMs ??= nowMs;
    if (decision === 'stop') controller.abort();
    if (decision === 'force') force();
  };
  for (const name of names) process.on(name, listener);
  return {
    signal: controller.signal,
    requested: new Promise((resolve) => {
      controller.signal.addEventListener('abort', () => resolve(), { once: true });
    }),
    dispose: () => {
      for (const name of names) process.off(name, listener);
    },
  };
}

interface SignalObservation {
  readonly signal: NodeJS.Signals;
  readonly nowMs: number;
  /** Time of the first signal; null when this is the first. */
  readonly firstAtMs: number | null;
}

type SignalDecision = 'stop' | 'ignore' | 'force';

/**
 * The first signal stops gracefully, a forwarded copy of it is ignored, and a later Ctrl-C ends the process at once.
 */
export function decideSignal({ signal, nowMs, firstAtMs }: SignalObservation): SignalDecision {
  if (firstAtMs === null) return 'stop';
  return signal === 'SIGINT' && nowMs - firstAtMs >= echoMs ? 'force' : 'ignore';
}
