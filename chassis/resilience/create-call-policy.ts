import { TaskCancelledError, TimeoutStrategy, timeout } from 'cockatiel';
import { isAppError } from '../errors/index.ts';
import { type Clock, type Deadline, remainingOf, systemClock } from '../time/index.ts';
import type { CallVerdict } from './create-circuit-breaker.ts';
import type { PeerGuard } from './create-peer-guard.ts';
import { decideRetry } from './decide-retry.ts';
import { resilienceErrors } from './errors.ts';

export interface CallPolicyOptions<Answer> {
  /** Time limit of each attempt. */
  readonly timeoutMs: number;
  /** The peer may hold its answer back: see `PeerGuard`. */
  readonly isHeld?: boolean;
  /** First attempt included; 1 means no retry. */
  readonly maxAttempts: number;
  readonly isRetriableError: (error: Error) => boolean;
  readonly isRetriableAnswer: (answer: Answer) => boolean;
  /** Answers that count as failures of the peer; errors always do. None by default. */
  readonly isFailedAnswer?: (answer: Answer) => boolean;
  /** Seconds of the peer's `retry-after`, if any. */
  readonly retryAfterSeconds: (answer: Answer) => number | undefined;
  /** When the caller stops waiting; bounds attempts and their number. */
  readonly deadline?: Deadline | undefined;
  /** Breaker, bulkhead and retry budget shared by all calls of the peer. */
  readonly guard?: PeerGuard;
  /** Uniform in [0, 1); injected for tests. */
  readonly random?: () => number;
  readonly clock?: Pick<Clock, 'wait'>;
}

export interface Attempt {
  /** Counted from 1. */
  readonly number: number;
  readonly signal: AbortSignal;
  /** Time limit of this attempt. */
  readonly limitMs: number;
}

export interface CallPolicy<Answer> {
  /**
   * Resolves with the last answer, even if it was retriable. Throws the last attempt's error; `deadline-exceeded` after
   * the caller's deadline, `peer-circuit-open` and `peer-saturated` if the call may not be made.
   */
  execute(work: (attempt: Attempt) => Promise<Answer>): Promise<Answer>;
}

type End<Answer> = { readonly answer: Answer } | { readonly error: unknown };

/** Whether a call failed by its attempt's time limit. Cockatiel's own guard does not recognize its error. */
export function isCallTimeout(error: unknown): boolean {
  return error instanceof TaskCancelledError;
}

/**
 * Composes the protections of an outgoing call, from the outside in: retries (few, jittered, within the peer's retry
 * budget and the caller's deadline), bulkhead, circuit breaker, time limit of the attempt.
 */
export function createCallPolicy<Answer>(options: CallPolicyOptions<Answer>): CallPolicy<Answer> {
  const { maxAttempts, guard, deadline, random = Math.random, clock = systemClock } = options;

  async function endOf(work: (attempt: Attempt) => Promise<Answer>, number: number): Promise<End<Answer>> {
    try {
      return { answer: await runAttempt(options, work, number) };
    } catch (error) {
      return { error };
    }
  }

  return {
    async execute(work) {
      guard?.countRequest();
      for (let number = 1; ; number += 1) {
        const end = await endOf(work, number);
        const decision = decideRetry({
          number,
          maxAttempts,
          isRetriable: isRetriable(end, options),
          askedSeconds: 'answer' in end ? options.retryAfterSeconds(end.answer) : undefined,
          remainingMs: remainingOf(deadline),
          random: random(),
        });
        if (!decision.retry && decision.reason === 'deadline') guard?.withhold('deadline');
        if (!decision.retry || guard?.mayRetry() === false) return settle(end);
        await clock.wait(decision.delayMs);
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
  const { error } = end;
  return !isAppError(error) && error instanceof Error && options.isRetriableError(error);
}

async function runAttempt<Answer>(
  options: CallPolicyOptions<Answer>,
  work: (attempt: Attempt) => Promise<Answer>,
  number: number,
): Promise<Answer> {
  const { timeoutMs, isHeld = false, deadline, guard, isFailedAnswer } = options;
  const run = async () => {
    const remainingMs = remainingOf(deadline);
    if (remainingMs < 1) {
      guard?.countExpired();
      throw resilienceErrors.create('deadline-exceeded');
    }
    const limitMs = Math.min(timeoutMs, remainingMs);
    // An abort after the answer would end nothing and create an exception with a stack for each call.
    const limit = timeout(limitMs, { strategy: TimeoutStrategy.Aggressive, abortOnReturn: false });
    try {
      return await limit.execute(({ signal }) => work({ number, signal, limitMs }));
    } catch (error) {
      // The deadline left the peer less time than usual, so a timeout says nothing about it.
      if (isCallTimeout(error) && limitMs < timeoutMs / 2)
        throw resilienceErrors.create('deadline-exceeded', { cause: error });
      throw error;
    }
  };
  if (guard === undefined) return run();
  const judge = (end: End<Answer>) => verdictOf(end, isFailedAnswer);
  return guard.attempt(run, { patienceMs: Math.min(timeoutMs, remainingOf(deadline)), judge, isHeld });
}

function verdictOf<Answer>(
  end: End<Answer>,
  isFailedAnswer: (answer: Answer) => boolean = never,
): CallVerdict {
  if ('error' in end) return isAppError(end.error) ? 'unknown' : 'failure';
  return isFailedAnswer(end.answer) ? 'failure' : 'success';
}

const never = () => false;
