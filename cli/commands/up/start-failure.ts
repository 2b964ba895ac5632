import { AppError, type ErrorKind, isAppError } from '@petstore/chassis/errors';

/** An error on its way from the process that stays in the background to the one that a person waits for. */
export interface StartFailure {
  readonly failure: {
    readonly code: string;
    readonly kind: ErrorKind;
    readonly message: string;
    readonly details: AppError['details'];
  };
}

export function startFailureOf(error: unknown): StartFailure {
  if (isAppError(error) && error.kind !== 'bug') {
    const { code, kind, message, details } = error;
    return { failure: { code, kind, message, details } };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { failure: { code: 'bug', kind: 'bug', message, details: {} } };
}

export function isStartFailure(value: unknown): value is StartFailure {
  return typeof value === 'object' && value !== null && 'failure' in value;
}

/** The error again, as if it had been thrown here. */
export function errorOf({ failure }: StartFailure): AppError {
  const { code, kind, message, details } = failure;
  return new AppError(code, kind, message, { details });
}

/** Hands an error to whoever waits for the start; false when nobody does any more. */
export async function handOver(error: unknown): Promise<boolean> {
  if (process.send === undefined || !process.connected) return false;
  const failure = startFailureOf(error);
  return new Promise((resolve) => {
    // The callback's place is the fourth: https://nodejs.org/api/process.html#processsendmessage-sendhandle-options-callback
    process.send?.(failure, undefined, undefined, (problem) => resolve(problem === null));
  });
}
