/** A range in a query's text: `line` and `column` from 1, offsets from 0 in UTF-16 units, `end` exclusive. */
export interface SourceSpan {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
}

/**
 * Kind of error, with the error type of the Prometheus API: `parse` (bad_data), `execution` (execution), `limit`
 * (execution, too many samples or series), `timeout`, `canceled`.
 */
export type PromqlErrorKind = 'parse' | 'execution' | 'limit' | 'timeout' | 'canceled';

interface PromqlErrorOptions {
  readonly span?: SourceSpan;
  readonly cause?: unknown;
}

/** The only error class of this package. `message` begins with `line:column: ` when the position is known. */
export class PromqlError extends Error {
  override readonly name = 'PromqlError';
  readonly kind: PromqlErrorKind;
  readonly span: SourceSpan | undefined;

  constructor(kind: PromqlErrorKind, message: string, options: PromqlErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.span = options.span;
  }
}
