import { AppError, type ErrorKind, isAppError } from '@petstore/chassis/errors';

/** A start error, sent from the background process to the waiting command. */
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

/** Restores the error in the receiving process. */
export function errorOf({ failure }: StartFailure): AppError {
  const { code, kind, message, details } = failure;
  return new AppError(code, kind, message, { details });
}

/** Sends an error to the parent process; false when the parent no longer waits. */
export async function handOver(error: unknown): Promise<boolean> {
  if (process.send === undefined || !process.connected) return false;
  const failure = startFailureOf(error);
  return new Promise((resolve) => {
    // The callback is the fourth parameter:
    // https://nodejs.org/api/process.html#processsendmessage-sendhandle-options-callback
    process.send?.(failure, undefined, undefined, (problem) => resolve(problem === null));
  });
}
