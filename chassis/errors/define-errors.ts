import { AppError, type AppErrorOptions, type ErrorKind } from './app-error.ts';

export interface ErrorDefinition {
  readonly kind: ErrorKind;
  readonly message: string;
}

export type ErrorTable = Readonly<Record<string, ErrorDefinition>>;

export interface ErrorCatalogue<Table extends ErrorTable> {
  readonly table: Table;
  /** Creates the error of a code; `message` replaces the table's general sentence by a more specific one. */
  create(code: keyof Table & string, options?: AppErrorOptions & { message?: string }): AppError;
}

/**
 * Declares the errors of a package once: code, kind and the sentence for people.
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
