import { backOffMs } from './back-off.ts';

/** What is known when an attempt ended. */
export interface RetryCircumstances {
  /** Of the attempt that ended, counted from 1. */
  readonly number: number;
  readonly maxAttempts: number;
  /** Whether trying again may help, by what the attempt ended with. */
  readonly isRetriable: boolean;
  /** Seconds that the peer asked to wait, if it did. */
  readonly askedSeconds?: number | undefined;
  /** Until the caller's deadline. */
  readonly remainingMs: number;
  /** Uniform in [0, 1). */
  readonly random: number;
}

/** `final` and `attempts` are the usual ends; `deadline` means that a retry was wanted and withheld. */
export type RetryDecision =
  | { readonly retry: true; readonly delayMs: number }
  | { readonly retry: false; readonly reason: 'final' | 'attempts' | 'deadline' };

const backOff = { firstMs: 80, longestMs: 1_000, jitter: 'full' } as const;
const longestAskedMs = 2_000;

/** Whether a call is tried again and after how long, apart from what the budget of its peer allows. */
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
