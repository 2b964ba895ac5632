import type { AppError } from '@petstore/chassis/errors';
import { problemOfError } from '@petstore/chassis/http';
import type { StoredAnswer } from './idempotency-store.ts';

/** A business refusal as an answer that is kept: the same request is refused in the same words again. */
export function refusedAnswer(error: AppError, correlationId: string): StoredAnswer {
  const problem = problemOfError(error, correlationId);
  return { status: problem.status, body: JSON.stringify(problem) };
}
