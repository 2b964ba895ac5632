import { isAppError } from '../errors/index.ts';
import { isTransactionConflict, isUniqueViolation } from './wrap-postgres-error.ts';

/**
 * Resolves with undefined instead of failing if a concurrent writer was first: a unique index refused the row, or a
 * deadlock was ended. For a statement that decides on what it has not locked, beside a transaction that takes locks.
 */
export async function unlessOvertaken<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isUniqueViolation(error) || (isAppError(error) && isTransactionConflict(error))) return undefined;
    throw error;
  }
}
