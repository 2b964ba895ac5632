/** Errors that can only be reported: one class, kinds that decide what follows, catalogues per package. Not for business refusals. */
export { AppError, type AppErrorOptions, type ErrorKind, isAppError, messageOf } from './app-error.ts';
export { defineErrors, type ErrorCatalogue, type ErrorDefinition, type ErrorTable } from './define-errors.ts';
export { kindOfHttpStatus, outcomeOfKind } from './outcome-of-kind.ts';
