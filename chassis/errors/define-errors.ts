import { AppError, type AppErrorOptions, type ErrorKind } from './app-error.ts';

export interface ErrorDefinition {
  readonly kind: ErrorKind;
  readonly message: string;
}

export type ErrorTable = Readonly<Record<string, ErrorDefinition>>;

export interface ErrorCatalogue<Table extends ErrorTable> {
  readonly table: Table;
  /** Makes the error of one code; `message` replaces the table's general sentence by a more exact one. */
  create(code: keyof Table & string, options?: AppErrorOptions & { message?: string }): AppError;
}

/**
 * Declares a package's errors once: code, kind and the sentence that a person reads.
 * @example const errors = defineErrors({ 'pet-not-found': { kind: 'not-found', message: 'No such pet.' } });
 *          throw errors.create('pet-not-found', { details: { petId } });
 */
export function defineErrors<const Table extends ErrorTable>(table: Table): ErrorCatalogue<Table> {
  return {
    table,
    create(code, options = {}) {
      const definition = table[code];
      if (definition === undefined) throw new AppError('bug', 'bug', `undefined error code ${code}`);
      const { message = definition.message, ...rest } = options;
      return new AppError(code, definition.kind, message, rest);
    },
  };
}
