import { createFailureWindow, type FailureWindow } from './create-failure-window.ts';
import { resilienceErrors } from './resilience-errors.ts';

export type BreakerState = 'closed' | 'half-open' | 'open';

/** `unknown`: the call ended before it could tell anything of the peer. */
export type CallVerdict = 'success' | 'failure' | 'unknown';

export interface CircuitBreakerOptions {
  /** Decides when to open. */
  readonly window?: FailureWindow;
  /** Before the first trial call; doubles with each trial that fails. */
  readonly firstPauseMs?: number;
  readonly longestPauseMs?: number;
  /** Uniform in [0, 1): replicas do not try at the same moment. */
  readonly random?: () => number;
  /** Milliseconds on any clock that moves forward. */
  readonly now?: () => number;
  readonly onChange?: (state: BreakerState) => void;
}

export interface CircuitBreaker {
  state(): BreakerState;
  /** Throws `peer-circuit-open` where the call may not be made; otherwise what became of it must be told, once. */
  admit(): (verdict: CallVerdict) => void;
}

/**
 * Stops asking a peer that fails: closed until the window says that it is failing, then open for a pause, then one trial call that
 * closes or opens it again; all other callers are refused at once meanwhile. It keeps to a clock that only moves forward.
 */
export function createCircuitBreaker(options: CircuitBreakerOptions = {}): CircuitBreaker {
  const { now = () => performance.now(), random = Math.random } = options;
  const { window = createFailureWindow({ now }), firstPauseMs = 1_000, longestPauseMs = 5_000 } = options;
  let state: BreakerState = 'closed';
  let openUntil = 0;
  let failedTrials = 0;
  /** Calls that were admitted before the last change of state say nothing about the peer as it is now. */
  let generation = 0;

  function become(next: BreakerState): void {
    state = next;
    generation += 1;
    options.onChange?.(next);
  }

  function open(): void {
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** failedTrials);
    openUntil = now() + pauseMs * (0.75 + random() / 4);
    become('open');
  }

  function judgeTrial(verdict: CallVerdict): void {
    if (verdict === 'success') {
      failedTrials = 0;
      window.clear();
      become('closed');
      return;
    }
    if (verdict === 'failure') {
      failedTrials += 1;
      open();
      return;
    }
    openUntil = now();
    become('open');
  }

  function judgeCall(verdict: CallVerdict): void {
    if (verdict === 'unknown') return;
    window.count(verdict === 'failure');
    if (verdict === 'failure' && window.isFailing()) open();
  }

  function refuse(): never {
    const retryAfterSeconds = Math.max(1, Math.ceil((openUntil - now()) / 1_000));
    throw resilienceErrors.create('peer-circuit-open', { details: { retryAfterSeconds } });
  }

  return {
    state: () => state,
    admit() {
      if (state === 'half-open' || (state === 'open' && now() < openUntil)) refuse();
      const judge = state === 'open' ? judgeTrial : judgeCall;
      if (state === 'open') become('half-open');
      const admitted = generation;
      return (verdict) => {
        if (admitted === generation) judge(verdict);
      };
    },
  };
}
