import { decideSignal } from './decide-signal.ts';

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
