/** Error codes, for callers that branch on them or map them to their own errors. */
export type RecommenderErrorCode =
  | 'input-invalid'
  | 'data-too-small'
  | 'option-invalid'
  | 'not-positive-definite'
  | 'too-large'
  | 'kernel-failed';

/** The only error class of this package; its message says what to do. */
export class RecommenderError extends Error {
  override readonly name = 'RecommenderError';
  readonly code: RecommenderErrorCode;

  constructor(code: RecommenderErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Throws `option-invalid` unless the value is a finite number within the range, bounds included. */
export function requireNumber(
  name: string,
  value: number,
  { least, most = Number.MAX_VALUE }: { readonly least: number; readonly most?: number },
): void {
  if (Number.isFinite(value) && value >= least && value <= most) return;
  const range = most === Number.MAX_VALUE ? `at least ${least}` : `from ${least} to ${most}`;
  throw new RecommenderError('option-invalid', `${name} must be a number, ${range}; it is ${value}.`);
}

/** Throws `option-invalid` unless the value is an integer within the range, bounds included. */
export function requireWhole(
  name: string,
  value: number,
  range: { readonly least: number; readonly most?: number },
): void {
  requireNumber(name, value, range);
  if (!Number.isInteger(value)) {
    throw new RecommenderError('option-invalid', `${name} must be a whole number; it is ${value}.`);
  }
}
