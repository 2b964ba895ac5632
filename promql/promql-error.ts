/** Where in a query's text: `line` and `column` count from 1, offsets from 0 in UTF-16 units, `end` excluded. */
export interface SourceSpan {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
}

/**
 * What went wrong, in words of the Prometheus API: `parse` (bad_data), `execution` (execution), `limit` (execution, too
 * many samples or series), `timeout`, `canceled`.
 */
export type PromqlErrorKind = 'parse' | 'execution' | 'limit' | 'timeout' | 'canceled';

interface PromqlErrorOptions {
  readonly span?: SourceSpan;
  readonly cause?: unknown;
}

/** The one error of this package. `message` begins with `line:column: ` when the place is known. */
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
