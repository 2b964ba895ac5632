import type { AppError } from '@petstore/chassis/errors';
import { manifestErrors } from './errors.ts';
import type { FieldPath } from './field-path.ts';

export interface ManifestProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The field, or the empty text when the problem is the file or the whole object. */
  readonly path: string;
  /** What is wrong and what to do about it. Never a value of a Secret. */
  readonly message: string;
}

/** A problem of a value, wherever it was written. */
export interface Finding {
  readonly path: FieldPath;
  readonly message: string;
}

/** A problem that shows between objects; it stands at one of them. */
export interface ObjectFinding extends Finding {
  readonly object: object;
}

function formatProblem({ file, line, column, path, message }: ManifestProblem): string {
  return [`${file}:${line}:${column}`, ...(path === '' ? [] : [path]), message].join(': ');
}

function inReadingOrder(problems: readonly ManifestProblem[]): ManifestProblem[] {
  const byText = new Map(problems.map((problem) => [formatProblem(problem), problem]));
  return [...byText.values()].sort(
    (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column,
  );
}

/** One error for all problems; its message is the list that a person reads. */
export function manifestInvalid(problems: readonly ManifestProblem[]): AppError {
  const ordered = inReadingOrder(problems);
  return manifestErrors.create('manifest-invalid', {
    message: ordered.map(formatProblem).join('\n'),
    details: { problems: ordered },
  });
}
