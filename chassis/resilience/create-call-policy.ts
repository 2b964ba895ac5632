import {
  DelegateBackoff,
  handleWhen,
  retry,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel';

export interface CallPolicyOptions<Answer> {
  readonly timeoutMs: number;
  /** First attempt included; 1 means no retry. */
  readonly maxAttempts: number;
  readonly isRetriableError: (error: Error) => boolean;
  readonly isRetriableAnswer: (answer: Answer) => boolean;
  /** Seconds that the peer asked to wait, if it did. */
  readonly retryAfterSeconds: (answer: Answer) => number | undefined;
  /** Uniform in [0, 1); injected for tests. */
  readonly random?: () => number;
}

export interface Attempt {
  /** Counted from 1. */
  readonly number: number;
  readonly signal: AbortSignal;
}

const baseDelayMs = 40;
const longestDelayMs = 1_000;

/** Full jitter: uniform between zero and the exponential bound (M. Brooker, "Exponential Backoff And Jitter", AWS 2015). */
export function fullJitterDelayMs(attempt: number, random: () => number): number {
  return random() * Math.min(longestDelayMs, baseDelayMs * 2 ** attempt);
}

/** Whether a call failed because its attempt took too long. */
export function isCallTimeout(error: unknown): boolean {
  return error instanceof TaskCancelledError;
}

/** The one place where timeout and retry are composed: each attempt is bounded, attempts are jittered and few. */
export function createCallPolicy<Answer>(options: CallPolicyOptions<Answer>) {
  const {
    timeoutMs,
    maxAttempts,
    isRetriableError,
    isRetriableAnswer,
    retryAfterSeconds,
    random = Math.random,
  } = options;
  const backoff = new DelegateBackoff<{ attempt: number; result: { value: unknown } | { error: Error } }>(
    (context) => {
      const asked = 'value' in context.result ? retryAfterSeconds(context.result.value as Answer) : undefined;
      const delayMs = fullJitterDelayMs(context.attempt, random);
      return asked === undefined ? delayMs : Math.min(Math.max(delayMs, asked * 1_000), longestDelayMs * 2);
    },
  );
  const retries = retry(
    handleWhen(isRetriableError).orWhenResult((result) => isRetriableAnswer(result as Answer)),
    { maxAttempts: maxAttempts - 1, backoff },
  );
  const bounded = wrap(retries, timeout(timeoutMs, TimeoutStrategy.Aggressive));
  return {
    execute(work: (attempt: Attempt) => Promise<Answer>): Promise<Answer> {
      let number = 0;
      return bounded.execute(({ signal }) => {
        number += 1;
        return work({ number, signal });
      });
    },
  };
}
