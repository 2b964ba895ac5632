/** npm hands a Ctrl-C on that the terminal has sent to everybody already. */
const echoMs = 1_000;

export interface StopSignals {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Resolves at the first signal. */
  readonly requested: Promise<void>;
  dispose(): void;
}

const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Takes the signals that ask this process to end; `force` is called for a Ctrl-C that insists. */
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
  /** When the first one came; null for the first. */
  readonly firstAtMs: number | null;
}

type SignalDecision = 'stop' | 'ignore' | 'force';

/** The first signal stops in good order, its echo is none, and only another Ctrl-C of an impatient person ends everything at once. */
export function decideSignal({ signal, nowMs, firstAtMs }: SignalObservation): SignalDecision {
  if (firstAtMs === null) return 'stop';
  return signal === 'SIGINT' && nowMs - firstAtMs >= echoMs ? 'force' : 'ignore';
}
