import { checkSchema, type FieldPath, withoutNulls } from '@petstore/engine/manifests';
import { type Static, type TProperties, type TSchema, type TSchemaOptions, Type } from 'typebox';
import { Check } from 'typebox/value';

/** What is wrong with a case, and where in it. */
export interface CaseProblem {
  readonly path: FieldPath;
  readonly message: string;
}

type CaseReading = { readonly problems: readonly CaseProblem[] } | { readonly answer: () => object };

/** One form that cases of a kind can have. */
export interface CaseForm {
  read(value: unknown): CaseReading;
}

interface CaseFormOptions<Case> {
  readonly decide: (value: Case) => object;
  /** What a schema cannot say, asked of values that keep to it. */
  readonly check?: (value: Case) => readonly CaseProblem[];
}

export function caseForm<Schema extends TSchema>(
  schema: Schema,
  { decide, check = () => [] }: CaseFormOptions<Static<Schema>>,
): CaseForm {
  return {
    read(given) {
      const value = withoutNulls(given, schema);
      if (!Check(schema, value)) return { problems: checkSchema(schema, value, { knownBy: 'what-if' }) };
      const problems = check(value);
      return problems.length > 0 ? { problems } : { answer: () => decide(value) };
    },
  };
}

/** Words for people and expected results may stand in any object of a case; every other unknown field is refused. */
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

/** A value that may be left out; null counts as left out, as it does everywhere in a case. */
export function orNull<Schema extends TSchema>(schema: Schema) {
  const type = 'type' in schema ? [schema.type, 'null'].flat() : undefined;
  return Type.Optional(Type.Unsafe<Static<Schema> | null>({ ...schema, ...(type && { type }) }));
}

export const wholeNumber = (options: TSchemaOptions = {}) => Type.Integer(options);
export const count = () => Type.Integer({ minimum: 0 });
export const seconds = () => Type.Number();

/** The form that the field `kind` of a case names. */
export function formsByKind(forms: Readonly<Record<string, CaseForm>>): CaseForm {
  const names = Object.keys(forms);
  return {
    read(value) {
      const kind: unknown =
        typeof value === 'object' && value !== null ? Reflect.get(value, 'kind') : undefined;
      const form = typeof kind === 'string' && Object.hasOwn(forms, kind) ? forms[kind] : undefined;
      if (form !== undefined) return form.read(value);
      const message = kind === undefined ? 'is missing: add it' : 'is none that what-if knows';
      return { problems: [{ path: ['kind'], message: `${message} (one of ${names.join(', ')})` }] };
    },
  };
}

/** Time does not run backwards in a sequence. */
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
