/** What a caller can do about an error; HTTP status, retry and CLI exit code each derive from it in one place. */
export type ErrorKind =
  | 'invalid'
  | 'unprocessable'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'exhausted'
  | 'timeout'
  | 'unavailable'
  | 'bad-answer'
  | 'bug';

export interface AppErrorOptions {
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * The one error class of the project. `code` is a stable kebab-case word; `message` says what is wrong and what to do.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: string;
  readonly kind: ErrorKind;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, kind: ErrorKind, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.kind = kind;
    this.details = options.details ?? {};
  }
}

/** Narrows an unknown thrown value. */
export function isAppError(value: unknown): value is AppError {
  return value instanceof AppError;
}

/** The text of any thrown value, for messages that must name a cause. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
