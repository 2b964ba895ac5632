import { DatabaseError } from 'pg';
import { AppError, isAppError, messageOf } from '../errors/index.ts';
import { postgresErrors } from './errors.ts';

type PostgresErrorCode = keyof typeof postgresErrors.table & string;

/** By the full SQLSTATE, else by its class (first two characters): PostgreSQL's documentation, appendix A. */
const codeBySqlState: Readonly<Record<string, PostgresErrorCode>> = {
  '08': 'database-unavailable',
  '23505': 'unique-violation',
  '23': 'constraint-violation',
  '25P03': 'database-unavailable',
  '28': 'database-access-refused',
  '3D000': 'database-access-refused',
  '40001': 'transaction-conflict',
  '40P01': 'transaction-conflict',
  '42501': 'database-access-refused',
  '53': 'database-unavailable',
  '55P03': 'statement-timeout',
  '57014': 'statement-timeout',
  '57P': 'database-unavailable',
};

/** The driver's own failures have no code. */
const codeByMessage: readonly (readonly [RegExp, PostgresErrorCode])[] = [
  [/^timeout exceeded when trying to connect/, 'database-pool-timeout'],
  [/^Query read timeout/, 'statement-timeout'],
  [
    /^(Connection terminated|timeout expired|Client has encountered|Client was closed|Cannot use a pool after)/,
    'database-unavailable',
  ],
];

function codeOf(error: unknown): PostgresErrorCode {
  if (error instanceof DatabaseError) {
    const state = error.code ?? '';
    const found =
      codeBySqlState[state] ?? codeBySqlState[state.slice(0, 3)] ?? codeBySqlState[state.slice(0, 2)];
    return found ?? 'database-error';
  }
  if (error instanceof Error && 'syscall' in error) return 'database-unavailable';
  if (error instanceof AggregateError) return 'database-unavailable';
  return codeByMessage.find(([pattern]) => pattern.test(messageOf(error)))?.[1] ?? 'database-error';
}

/**
 * Wraps a driver error in an `AppError`. The driver's message, with addresses and values, stays in the cause, because
 * an error's message may reach a customer.
 */
export function wrapPostgresError(error: unknown, statementName?: string): AppError {
  if (isAppError(error)) return error;
  const code = codeOf(error);
  const details: Record<string, unknown> = {};
  if (statementName !== undefined) details['statement'] = statementName;
  if (code === 'database-unavailable' || code === 'database-pool-timeout') details['retryAfterSeconds'] = 1;
  if (error instanceof DatabaseError) {
    details['sqlState'] = error.code;
    if (error.constraint !== undefined) details['constraint'] = error.constraint;
    if (error.table !== undefined) details['table'] = error.table;
  }
  const where = statementName === undefined ? '' : ` (statement ${statementName})`;
  const message = `${postgresErrors.table[code].message}${where}`;
  return postgresErrors.create(code, { message, details, cause: error });
}

/** The SQLSTATE of an error of the server; `P0001` for a function's own `raise exception`. */
export function sqlStateOf(error: unknown): string | undefined {
  const state = isAppError(error) ? error.details['sqlState'] : undefined;
  return typeof state === 'string' ? state : undefined;
}

function breaks(error: unknown, code: PostgresErrorCode, constraint: string | undefined): error is AppError {
  if (!isAppError(error) || error.code !== code) return false;
  return constraint === undefined || error.details['constraint'] === constraint;
}

/** Whether a unique constraint or index (the named one, if given) refused the row. */
export function isUniqueViolation(error: unknown, constraint?: string): error is AppError {
  return breaks(error, 'unique-violation', constraint);
}

/** Whether a check, foreign key, not-null or exclusion constraint (the named one, if given) refused the row. */
export function isConstraintViolation(error: unknown, constraint?: string): error is AppError {
  return breaks(error, 'constraint-violation', constraint);
}

/**
 * Whether repeating the transaction may succeed: after a serialization failure or deadlock, also as the cause of
 * another error.
 */
export function isTransactionConflict(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    (error instanceof AppError && error.code === 'transaction-conflict') || isTransactionConflict(error.cause)
  );
}
