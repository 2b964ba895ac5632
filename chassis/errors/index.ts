/**
 * Errors that are thrown: one class, a kind that decides HTTP status, retry and exit code, and one table of codes a
 * package. Business refusals are return values instead.
 */
export { AppError, type AppErrorOptions, type ErrorKind, isAppError, messageOf } from './app-error.ts';
export { defineErrors, type ErrorCatalogue, type ErrorDefinition, type ErrorTable } from './define-errors.ts';
export { kindOfHttpStatus, outcomeOfKind } from './outcome-of-kind.ts';
