import { backOffMs } from './back-off.ts';
import { resilienceErrors } from './errors.ts';

const slotCount = 10;

export type BreakerState = 'closed' | 'half-open' | 'open';

/** `unknown`: the call ended without evidence about the peer. */
export type CallVerdict = 'success' | 'failure' | 'unknown';

export interface CircuitBreakerOptions {
  /** Decides when to open. */
  readonly window?: FailureWindow;
  /** Pause before the first trial call; doubles with each failed trial. */
  readonly firstPauseMs?: number;
  readonly longestPauseMs?: number;
  /** Uniform in [0, 1), for jitter: replicas should not try at the same moment. */
  readonly random?: () => number;
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
  readonly onChange?: (state: BreakerState) => void;
}

export interface CircuitBreaker {
  state(): BreakerState;
  /**
   * Throws `peer-circuit-open` if the call may not be made; otherwise returns a function that must be called once with
   * the verdict. A call that may take long should be no trial, because others are refused until a trial ends.
   */
  admit(options?: { readonly mayBeTrial?: boolean }): (verdict: CallVerdict) => void;
}

/**
 * Circuit breaker: closed until the failure window reports failing, then open for a pause, then half-open for one trial
 * call that closes or reopens it; other calls are refused meanwhile. Uses a monotonic clock.
 */
export function createCircuitBreaker(options: CircuitBreakerOptions = {}): CircuitBreaker {
  return new Circuit(options);
}

class Circuit implements CircuitBreaker {
  readonly #options: CircuitBreakerOptions;
  readonly #now: () => number;
  readonly #window: FailureWindow;
  #state: BreakerState = 'closed';
  #openUntil = 0;
  #failedTrials = 0;
  /** Verdicts of calls admitted before the latest state change are ignored. */
  #generation = 0;

  constructor(options: CircuitBreakerOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#window = options.window ?? createFailureWindow({ now: this.#now });
  }

  state(): BreakerState {
    return this.#state;
  }

  admit({ mayBeTrial = true } = {}): (verdict: CallVerdict) => void {
    const isOver = mayBeTrial && this.#now() >= this.#openUntil;
    if (this.#state === 'half-open' || (this.#state === 'open' && !isOver)) this.#refuse();
    const isTrial = this.#state === 'open';
    if (isTrial) this.#become('half-open');
    const generation = this.#generation;
    return (verdict) => {
      if (generation !== this.#generation) return;
      if (isTrial) this.#judgeTrial(verdict);
      else this.#judgeCall(verdict);
    };
  }

  #judgeCall(verdict: CallVerdict): void {
    if (verdict === 'unknown') return;
    this.#window.count(verdict === 'failure');
    if (verdict === 'failure' && this.#window.isFailing()) this.#open(this.#pauseMs());
  }

  #judgeTrial(verdict: CallVerdict): void {
    if (verdict === 'success') {
      this.#failedTrials = 0;
      this.#window.clear();
      this.#become('closed');
    } else if (verdict === 'failure') {
      this.#failedTrials += 1;
      this.#open(this.#pauseMs());
    } else this.#open(0);
  }

  #open(pauseMs: number): void {
    this.#openUntil = this.#now() + pauseMs;
    this.#become('open');
  }

  #pauseMs(): number {
    const { firstPauseMs = 1_000, longestPauseMs = 2_000, random = Math.random } = this.#options;
    const bounds = { firstMs: firstPauseMs, longestMs: longestPauseMs };
    return backOffMs(this.#failedTrials, { ...bounds, jitter: 'quarter', random: random() });
  }

  #become(next: BreakerState): void {
    this.#state = next;
    this.#generation += 1;
    this.#options.onChange?.(next);
  }

  #refuse(): never {
    const retryAfterSeconds = Math.max(1, Math.ceil((this.#openUntil - this.#now()) / 1_000));
    throw resilienceErrors.create('peer-circuit-open', { details: { retryAfterSeconds } });
  }
}

/** Recent verdicts of a peer's calls, from which a breaker decides to open. */
interface FailureWindow {
  count(isFailure: boolean): void;
  /** Whether the share of failed calls in the window reaches the limit. */
  isFailing(): boolean;
  clear(): void;
}

interface FailureWindowOptions {
  readonly windowMs?: number;
  /** Least number of calls in the window for a decision; 5 by default. */
  readonly fewestCalls?: number;
  /** Share of failures at which the peer counts as failing; 0.5 by default. */
  readonly failureRatio?: number;
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
}

/** Counts calls over a sliding window of ten slots; old slots are dropped, also after a long silence. */
export function createFailureWindow(options: FailureWindowOptions = {}): FailureWindow {
  const { windowMs = 10_000, fewestCalls = 5, failureRatio = 0.5, now = () => performance.now() } = options;
  const slotMs = windowMs / slotCount;
  const empty = () => ({ index: -1, calls: 0, failures: 0 });
  let slots = Array.from({ length: slotCount }, empty);
  return {
    count(isFailure) {
      const index = Math.floor(now() / slotMs);
      const place = index % slotCount;
      const slot = slots[place]?.index === index ? slots[place] : { ...empty(), index };
      slots[place] = slot;
      slot.calls += 1;
      if (isFailure) slot.failures += 1;
    },
    isFailing() {
      const oldest = Math.floor(now() / slotMs) - slotCount + 1;
      const recent = slots.filter(({ index }) => index >= oldest);
      const calls = recent.reduce((sum, slot) => sum + slot.calls, 0);
      const failures = recent.reduce((sum, slot) => sum + slot.failures, 0);
      return calls >= fewestCalls && failures >= calls * failureRatio;
    },
    clear() {
      slots = Array.from({ length: slotCount }, empty);
    },
  };
}
