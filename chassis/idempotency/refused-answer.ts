import type { AppError } from '../errors/index.ts';
import { problemOfError } from '../http/index.ts';
import type { StoredAnswer } from './idempotency-store.ts';

/** A business refusal as an answer that is kept: the same request is refused in the same words again. */
export function refusedAnswer(error: AppError, correlationId: string): StoredAnswer {
  const problem = problemOfError(error, correlationId);
  return { status: problem.status, body: JSON.stringify(problem) };
}
