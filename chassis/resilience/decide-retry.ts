import { backOffMs } from './back-off.ts';

/** State of a call when an attempt has ended. */
interface RetryCircumstances {
  /** Number of the ended attempt, from 1. */
  readonly number: number;
  readonly maxAttempts: number;
  /** Whether the attempt's result allows a retry. */
  readonly isRetriable: boolean;
  /** Seconds of the peer's `retry-after`, if any. */
  readonly askedSeconds?: number | undefined;
  /** Milliseconds until the caller's deadline. */
  readonly remainingMs: number;
  /** Uniform in [0, 1). */
  readonly random: number;
}

/** `final`: the result allows no retry; `attempts`: none are left; `deadline`: a retry would not start before it. */
type RetryDecision =
  | { readonly retry: true; readonly delayMs: number }
  | { readonly retry: false; readonly reason: 'final' | 'attempts' | 'deadline' };

const backOff = { firstMs: 80, longestMs: 1_000, jitter: 'full' } as const;
const longestAskedMs = 2_000;

/** Decides whether and when a call is retried, regardless of the peer's retry budget. */
export function decideRetry(circumstances: RetryCircumstances): RetryDecision {
  const { number, maxAttempts, isRetriable, askedSeconds, remainingMs, random } = circumstances;
  if (!isRetriable) return { retry: false, reason: 'final' };
  if (number >= maxAttempts) return { retry: false, reason: 'attempts' };
  const jitteredMs = backOffMs(number - 1, { ...backOff, random });
  const delayMs =
    askedSeconds === undefined
      ? jitteredMs
      : Math.min(Math.max(jitteredMs, askedSeconds * 1_000), longestAskedMs);
  if (delayMs >= remainingMs) return { retry: false, reason: 'deadline' };
  return { retry: true, delayMs };
}
