import { type FieldPath, findSchemaViolations, withoutNulls } from '@petstore/engine/manifests';
import { type Static, type TProperties, type TSchema, type TSchemaOptions, Type } from 'typebox';
import { Check } from 'typebox/value';

/** A problem of a case, with its path. */
export interface CaseProblem {
  readonly path: FieldPath;
  readonly message: string;
}

type CaseReading = { readonly problems: readonly CaseProblem[] } | { readonly answer: () => object };

/** Schema and decision of one kind of case. */
export interface CaseForm {
  read(value: unknown): CaseReading;
}

interface CaseFormOptions<Case> {
  readonly decide: (value: Case) => object;
  /** Constraints beyond the schema; called with values that match it. */
  readonly check?: (value: Case) => readonly CaseProblem[];
}

export function caseForm<Schema extends TSchema>(
  schema: Schema,
  { decide, check = () => [] }: CaseFormOptions<Static<Schema>>,
): CaseForm {
  return {
    read(given) {
      const value = withoutNulls(given, schema);
      if (!Check(schema, value))
        return { problems: findSchemaViolations(schema, value, { knownBy: 'what-if' }) };
      const problems = check(value);
      return problems.length > 0 ? { problems } : { answer: () => decide(value) };
    },
  };
}

/**
 * An object schema that also accepts `name`, `note`, `decidedBy` and `expect*`, which are not read; every other unknown
 * field is refused.
 */
export function caseObject<Properties extends TProperties>(
  properties: Properties,
  options: TSchemaOptions = {},
) {
  return Type.Object(properties, {
    ...options,
    additionalProperties: false,
    patternProperties: { '^(expect.*|name|note|decidedBy)$': {} },
  });
}

export const optional = Type.Optional;

/** An optional value; null counts as left out, as everywhere in a case. */
export function orNull<Schema extends TSchema>(schema: Schema) {
  const type = 'type' in schema ? [schema.type, 'null'].flat() : undefined;
  return Type.Optional(Type.Unsafe<Static<Schema> | null>({ ...schema, ...(type && { type }) }));
}

export const wholeNumber = (options: TSchemaOptions = {}) => Type.Integer(options);
export const count = () => Type.Integer({ minimum: 0 });
export const seconds = () => Type.Number();

/** Selects the form by the case's field `kind`. */
export function formsByKind(forms: Readonly<Record<string, CaseForm>>): CaseForm {
  const names = Object.keys(forms);
  return {
    read(value) {
      const kind: unknown =
        typeof value === 'object' && value !== null ? Reflect.get(value, 'kind') : undefined;
      const form = typeof kind === 'string' && Object.hasOwn(forms, kind) ? forms[kind] : undefined;
      if (form !== undefined) return form.read(value);
      const message = kind === undefined ? 'is missing: add it' : 'is not a known kind';
      return { problems: [{ path: ['kind'], message: `${message} (one of ${names.join(', ')})` }] };
    },
  };
}

/** Problems of steps whose times are not ascending. */
export function timesInOrder(
  steps: readonly { readonly t: number }[],
  field = 'steps',
): readonly CaseProblem[] {
  return steps.flatMap(({ t }, index) => {
    const before = steps[index - 1]?.t ?? t;
    if (t >= before) return [];
    return [{ path: [field, index, 't'], message: `is before ${before}: list them in the order of time` }];
  });
}
