/** npm hands a Ctrl-C on that the terminal has sent to everybody already. */
const echoMs = 1_000;

export interface SignalObservation {
  readonly signal: NodeJS.Signals;
  readonly nowMs: number;
  /** When the first one came; null for the first. */
  readonly firstAtMs: number | null;
}

export type SignalDecision = 'stop' | 'ignore' | 'force';

/** The first signal stops in good order, its echo is none, and only another Ctrl-C of an impatient person ends everything at once. */
export function decideSignal({ signal, nowMs, firstAtMs }: SignalObservation): SignalDecision {
  if (firstAtMs === null) return 'stop';
  return signal === 'SIGINT' && nowMs - firstAtMs >= echoMs ? 'force' : 'ignore';
}
