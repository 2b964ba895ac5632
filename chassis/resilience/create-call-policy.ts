import { ExchangeTimeout } from '../connections/index.ts';
import { isAppError } from '../errors/index.ts';
import { type Clock, type Deadline, remainingOf, systemClock } from '../time/index.ts';
import type { CallVerdict } from './create-circuit-breaker.ts';
import type { PeerGuard } from './create-peer-guard.ts';
import { decideRetry } from './decide-retry.ts';
import { resilienceErrors } from './errors.ts';

export interface CallPolicyOptions<Answer> {
  readonly isRetriableAnswer: (answer: Answer) => boolean;
  /** Answers that count as failures of the peer; errors always do. None by default. */
  readonly isFailedAnswer?: (answer: Answer) => boolean;
  /** Seconds of the peer's `retry-after`, if any. */
  readonly retryAfterSeconds: (answer: Answer) => number | undefined;
  /** Breaker, bulkhead and retry budget shared by all calls of the peer. */
  readonly guard?: PeerGuard | undefined;
  /** Uniform in [0, 1); injected for tests. */
  readonly random?: (() => number) | undefined;
  readonly clock?: Pick<Clock, 'wait'> | undefined;
}

/** Limits of one logical call. */
export interface CallLimits {
  /** Time limit of each attempt. */
  readonly timeoutMs: number;
  /** First attempt included; 1 means no retry. */
  readonly maxAttempts: number;
  /** When the caller stops waiting; bounds attempts and their number. */
  readonly deadline?: Deadline | undefined;
  /** The peer may hold its answer back, within the time limit: see `PeerGuard`. */
  readonly isHeld?: boolean;
}

export interface Attempt {
  /** Counted from 1. */
  readonly number: number;
  /** Time limit of this attempt, which the work keeps: it throws `ExchangeTimeout` then. */
  readonly limitMs: number;
}

export interface CallPolicy<Answer> {
  /**
   * Resolves with the last answer, even if it was retriable. Throws the last attempt's error; `deadline-exceeded` after
   * the caller's deadline, `peer-circuit-open` and `peer-saturated` if the call may not be made.
   */
  execute(limits: CallLimits, work: (attempt: Attempt) => Promise<Answer>): Promise<Answer>;
}

type End<Answer> = { readonly answer: Answer } | { readonly error: unknown };

/** Whether a call failed by its attempt's time limit. */
export function isCallTimeout(error: unknown): boolean {
  return error instanceof ExchangeTimeout;
}

/**
 * Composes the protections of outgoing calls, from the outside in: retries (few, jittered, within the peer's retry
 * budget and the caller's deadline), bulkhead, circuit breaker, time limit of the attempt. One policy serves all calls
 * of a client: each promise and closure here is paid for by every call.
 */
export function createCallPolicy<Answer>(options: CallPolicyOptions<Answer>): CallPolicy<Answer> {
  const { guard, random = Math.random, clock = systemClock } = options;

  /** Milliseconds until the next attempt; null if this end is the last. */
  function delayAfter(end: End<Answer>, number: number, limits: CallLimits): number | null {
    const decision = decideRetry({
      number,
      maxAttempts: limits.maxAttempts,
      isRetriable: isRetriable(end, options),
      askedSeconds: 'answer' in end ? options.retryAfterSeconds(end.answer) : undefined,
      remainingMs: remainingOf(limits.deadline),
      random: random(),
    });
    if (!decision.retry && decision.reason === 'deadline') guard?.withhold('deadline');
    return !decision.retry || guard?.mayRetry() === false ? null : decision.delayMs;
  }

  return {
    async execute(limits, work) {
      guard?.countRequest();
      for (let number = 1; ; number += 1) {
        let end: End<Answer>;
        try {
          end = { answer: await runAttempt(options, limits, { work, number }) };
          if (!options.isRetriableAnswer(end.answer)) return end.answer;
        } catch (error) {
          end = { error };
        }
        const delayMs = delayAfter(end, number, limits);
        if (delayMs === null) return settle(end);
        await clock.wait(delayMs);
      }
    },
  };
}

function settle<Answer>(end: End<Answer>): Answer {
  if ('error' in end) throw end.error;
  return end.answer;
}

/** Refusals by our own protections are not retried: they would be the same a moment later. */
function isRetriable<Answer>(end: End<Answer>, options: CallPolicyOptions<Answer>): boolean {
  if ('answer' in end) return options.isRetriableAnswer(end.answer);
  return !isAppError(end.error) && end.error instanceof Error;
}

interface NumberedWork<Answer> {
  readonly work: (attempt: Attempt) => Promise<Answer>;
  readonly number: number;
}

async function runAttempt<Answer>(
  options: CallPolicyOptions<Answer>,
  limits: CallLimits,
  { work, number }: NumberedWork<Answer>,
): Promise<Answer> {
  const { guard, isFailedAnswer } = options;
  const { timeoutMs, deadline, isHeld = false } = limits;
  const entering = guard?.enter({ patienceMs: Math.min(timeoutMs, remainingOf(deadline)), isHeld });
  if (entering !== undefined) await entering;
  let tell: ((verdict: CallVerdict) => void) | undefined;
  let limitMs = timeoutMs;
  try {
    tell = guard?.admit({ isHeld });
    limitMs = Math.min(timeoutMs, remainingOf(deadline));
    if (limitMs < 1) {
      guard?.countExpired();
      throw resilienceErrors.create('deadline-exceeded');
    }
    const answer = await work({ number, limitMs });
    tell?.(isFailedAnswer?.(answer) === true ? 'failure' : 'success');
    return answer;
  } catch (error) {
    // The deadline left the peer less time than usual, so a timeout says nothing about it.
    const isOfDeadline = isCallTimeout(error) && limitMs < timeoutMs / 2;
    const failure = isOfDeadline ? resilienceErrors.create('deadline-exceeded', { cause: error }) : error;
    tell?.(isAppError(failure) ? 'unknown' : 'failure');
    throw failure;
  } finally {
    guard?.leave({ isHeld });
  }
}
