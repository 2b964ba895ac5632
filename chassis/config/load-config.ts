import { AppError } from '../errors/index.ts';
import { type Field, isFieldProblem } from './fields.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
type Fields = Readonly<Record<string, Field<unknown>>>;
export type ConfigOf<Shape extends Fields> = {
  readonly [Key in keyof Shape]: Shape[Key] extends Field<infer Value> ? Value : never;
};

/**
 * Reads a service's settings from its environment. Throws one `configuration-invalid` that names every problem at once.
 * @example const config = loadConfig({ port: integer('PORT', { default: 8080 }) }, process.env);
 */
export function loadConfig<Shape extends Fields>(shape: Shape, environment: Environment): ConfigOf<Shape> {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(shape)) {
    try {
      values[key] = field.read(environment[field.variable]);
    } catch (error) {
      if (!isFieldProblem(error)) throw error;
      problems.push(`${field.variable} ${error.message}`);
    }
  }
  if (problems.length > 0) {
    throw new AppError(
      'configuration-invalid',
      'invalid',
      `The settings are not usable: ${problems.join('; ')}.`,
      {
        details: { problems },
      },
    );
  }
  return values as ConfigOf<Shape>;
}
