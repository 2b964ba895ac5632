import type { ErrorKind } from './app-error.ts';

interface KindOutcome {
  readonly httpStatus: number;
  readonly isRetryable: boolean;
  readonly exitCode: 1 | 2 | 3;
}

/** The single place where an error's kind becomes an HTTP status, a retry decision and an exit code. */
const outcomes: Readonly<Record<ErrorKind, KindOutcome>> = {
  invalid: { httpStatus: 400, isRetryable: false, exitCode: 2 },
  unprocessable: { httpStatus: 422, isRetryable: false, exitCode: 2 },
  unauthenticated: { httpStatus: 401, isRetryable: false, exitCode: 2 },
  forbidden: { httpStatus: 403, isRetryable: false, exitCode: 2 },
  'not-found': { httpStatus: 404, isRetryable: false, exitCode: 2 },
  conflict: { httpStatus: 409, isRetryable: false, exitCode: 1 },
  exhausted: { httpStatus: 429, isRetryable: true, exitCode: 1 },
  'bad-answer': { httpStatus: 502, isRetryable: false, exitCode: 1 },
  timeout: { httpStatus: 504, isRetryable: true, exitCode: 1 },
  unavailable: { httpStatus: 503, isRetryable: true, exitCode: 3 },
  bug: { httpStatus: 500, isRetryable: false, exitCode: 1 },
};

export function outcomeOfKind(kind: ErrorKind): KindOutcome {
  return outcomes[kind];
}

/** The kind that a peer's HTTP status stands for, so that an error keeps its meaning across a hop. */
export function kindOfHttpStatus(status: number): ErrorKind {
  for (const [kind, outcome] of Object.entries(outcomes)) {
    if (outcome.httpStatus === status) return kind as ErrorKind;
  }
  if (status === 408) return 'timeout';
  return status >= 500 ? 'bug' : 'invalid';
}
