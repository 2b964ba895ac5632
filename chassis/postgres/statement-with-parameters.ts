import { type Statement, statement } from './queryable.ts';

/** A statement with named parameters. */
export interface ParameterStatement<Parameters extends object, Row = never> extends Statement<Row> {
  /** The values in the order of the statement's `$n`. Throws a `RangeError` if one is missing. */
  values(parameters: Parameters): unknown[];
}

/** A string literal, a cast, or a parameter. */
const tokens = /'(?:[^']|'')*'|::|:([A-Za-z]\w*)/g;

/**
 * Declares a named statement with `:name` for each parameter, once at module level; for statements with more than five.
 * The server gets `$1`, `$2` and so on, in the order in which the names first appear. Colons in casts and string
 * literals stay as they are.
 * @example const insertPet = statementWithParameters<{ petId: string; name: string }>(
 *            'insert-pet', 'insert into pets (id, name) values (:petId, :name)');
 *          await pool.query(insertPet, insertPet.values({ petId, name }));
 */
export function statementWithParameters<Parameters extends object, Row = never>(
  name: string,
  text: string,
): ParameterStatement<Parameters, Row> {
  const names: string[] = [];
  const positional = text.replace(tokens, (token: string, parameter: string | undefined) => {
    if (parameter === undefined) return token;
    if (!names.includes(parameter)) names.push(parameter);
    return `$${names.indexOf(parameter) + 1}`;
  });
  return {
    ...statement<Row>(name, positional),
    values(parameters) {
      const given = new Map<string, unknown>(Object.entries(parameters));
      return names.map((parameter) => {
        if (!given.has(parameter)) throw new RangeError(`${name}: the parameter ${parameter} is missing`);
        return given.get(parameter);
      });
    },
  };
}
