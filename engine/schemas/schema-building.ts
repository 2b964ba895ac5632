import { type TProperties, type TSchemaOptions, Type } from 'typebox';
import type { TextFormName } from './text-forms.ts';

/** Why a known field changes nothing here; fields below it inherit the reason. */
type NotApplicableAnnotation = {
  readonly 'x-not-applicable': string;
  readonly 'x-holds-for'?: readonly unknown[];
};

/**
 * Marks a field that is read and listed, but that nothing on one machine obeys.
 * `holdsFor` names the values that describe what happens here anyway; those are not listed.
 */
export function listed(reason: string, holdsFor?: readonly unknown[]): NotApplicableAnnotation {
  return { 'x-not-applicable': reason, ...(holdsFor === undefined ? {} : { 'x-holds-for': holdsFor }) };
}

/**
 * A field that Kubernetes knows and that would be wrong to ignore: its presence is a problem, unless it holds one of
 * `acceptedValues`.
 */
export function refused(reason: string, acceptedValues: readonly unknown[] = []) {
  return Type.Optional(Type.Unknown({ 'x-refused': reason, 'x-accepted-values': acceptedValues }));
}

/** What to say instead of the validator's words when the value has the right type but not the right form. */
export function mustBe(sentence: string): { readonly 'x-must-be': string } {
  return { 'x-must-be': sentence };
}

/** Which values of a field that is obeyed are obeyed, where others of them are refused. */
export function narrowed(values: string): { readonly 'x-obeyed-for': string } {
  return { 'x-obeyed-for': values };
}

/** The form of a text that a pattern cannot describe. */
export function ofForm(form: TextFormName): { readonly 'x-form': TextFormName } {
  return { 'x-form': form };
}

export function strictObject<Properties extends TProperties>(
  properties: Properties,
  options: TSchemaOptions = {},
) {
  return Type.Object(properties, { ...options, additionalProperties: false });
}

export function optionalObject<Properties extends TProperties>(
  properties: Properties,
  options: TSchemaOptions = {},
) {
  return Type.Optional(strictObject(properties, options));
}

export const optionalText = (options: TSchemaOptions = {}) => Type.Optional(Type.String(options));
export const optionalFlag = (options: TSchemaOptions = {}) => Type.Optional(Type.Boolean(options));
export const optionalTexts = (options: TSchemaOptions = {}) =>
  Type.Optional(Type.Array(Type.String(), options));

/** What a process gets as an argument or a variable, which end at the first NUL. */
export const processText = () =>
  Type.String({ pattern: '^[^\\0]*$', ...mustBe('must not hold a NUL byte: no process can get it') });

/** Kubernetes' integers are 32 bits wide; most of them count something and cannot be negative. */
export const int32 = (options: TSchemaOptions = {}) =>
  Type.Integer({ minimum: 0, maximum: 2_147_483_647, ...options });
export const optionalInt32 = (options: TSchemaOptions = {}) => Type.Optional(int32(options));

export const intOrString = (options: TSchemaOptions = {}) =>
  Type.Unsafe<number | string>({ type: ['integer', 'string'], ...options });

/** A time as the API server reads it; `null` stands for none. */
export const optionalTime = (options: TSchemaOptions = {}) =>
  Type.Optional(
    Type.Unsafe<string | null>({
      type: ['string', 'null'],
      format: 'date-time',
      ...mustBe('must be a time such as 2026-11-30T09:30:00Z'),
      ...options,
    }),
  );

/** A quantity such as `500m`, `1Gi` or a plain number. */
export const quantity = (options: TSchemaOptions = {}) =>
  Type.Unsafe<number | string>({ type: ['number', 'string'], ...options });

/** Kubernetes' form of a quantity: `500m`, `1Gi`, `1e3`. */
const quantityPattern = '^[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\\d+)?$';

/** A quantity whose form the schema itself checks. */
export const wellFormedQuantity = (options: TSchemaOptions = {}) =>
  quantity({
    pattern: quantityPattern,
    ...mustBe('must be a quantity such as 500m, 2 or 512Mi'),
    ...options,
  });

export const textMap = (options: TSchemaOptions = {}) =>
  Type.Unsafe<Record<string, string>>({
    type: 'object',
    additionalProperties: { type: 'string' },
    ...options,
  });

/** A qualified name: the key of a label or an annotation, without case in its prefix. */
const labelKey =
  '^(?=([^/]{1,253}/)?[^/]{1,63}$)([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$';

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
export const labelMap = (options: TSchemaOptions = {}) =>
  Type.Unsafe<Record<string, string>>({
    type: 'object',
    additionalProperties: {
      type: 'string',
      pattern: '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$',
      maxLength: 63,
      ...mustBe('must be at most 63 letters, digits, "-", "_" and "."'),
    },
    propertyNames: {
      pattern: labelKey,
      ...mustBe('must be a key of a label: at most 63 letters, digits, "-", "_" and ".", or PREFIX/KEY'),
    },
    ...options,
  });

export const quantityMap = (options: TSchemaOptions = {}) =>
  Type.Unsafe<Record<string, number | string>>({
    type: 'object',
    additionalProperties: { type: ['number', 'string'] },
    ...options,
  });

export const oneOf = <const Values extends readonly string[]>(values: Values, options: TSchemaOptions = {}) =>
  Type.Unsafe<Values[number]>({ type: 'string', enum: values, ...options });

/** Names of objects become file names and host names: the form is Kubernetes' own (RFC 1123). */
export const objectName = (options: TSchemaOptions = {}) =>
  Type.String({
    pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
    maxLength: 253,
    ...mustBe('must be lower-case letters, digits, "-" and "."'),
    ...options,
  });

export const labelName = (options: TSchemaOptions = {}) =>
  Type.String({
    pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
    maxLength: 63,
    ...mustBe('must be at most 63 lower-case letters, digits and "-"'),
    ...options,
  });

/** A key of a ConfigMap or Secret; it becomes a file name, so `.` and `..` are out. */
export const dataKeyPattern = '^(?!\\.{1,2}$)[-._a-zA-Z0-9]+$';
export const dataKey = (options: TSchemaOptions = {}) =>
  Type.String({
    pattern: dataKeyPattern,
    maxLength: 253,
    ...mustBe('must be letters, digits, "-", "_" and "."'),
    ...options,
  });

export const portNumber = (options: TSchemaOptions = {}) =>
  Type.Integer({ minimum: 1, maximum: 65_535, ...options });
