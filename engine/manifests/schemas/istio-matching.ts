import { Type } from 'typebox';
import { mustBe, optionalObject, optionalText, optionalTexts, textMap } from './schema-building.ts';

/** Exactly one of the three, as Istio's own admission demands. */
export const StringMatchSchema = Type.Object(
  { exact: optionalText(), prefix: optionalText({ minLength: 1 }), regex: optionalText({ minLength: 1 }) },
  {
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    ...mustBe('must have exactly one of exact, prefix, regex'),
  },
);

/** A header may be asked for by its presence alone, which is written as an empty match. */
export const presenceOrMatch = Type.Object(
  { exact: optionalText(), prefix: optionalText({ minLength: 1 }), regex: optionalText({ minLength: 1 }) },
  {
    additionalProperties: false,
    maxProperties: 1,
    ...mustBe('must have at most one of exact, prefix, regex'),
  },
);

const matchMap = Type.Optional(
  Type.Unsafe<Record<string, { exact?: string; prefix?: string; regex?: string }>>({
    type: 'object',
    additionalProperties: presenceOrMatch,
  }),
);

const stringMatch = Type.Optional(StringMatchSchema);

/** What VirtualServices and Flagger's Canaries have in common in `match`. */
export const httpMatchFields = {
  name: optionalText(),
  uri: stringMatch,
  scheme: stringMatch,
  method: stringMatch,
  authority: stringMatch,
  headers: matchMap,
  withoutHeaders: matchMap,
  queryParams: matchMap,
  ignoreUriCase: Type.Optional(Type.Boolean()),
  port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
  sourceLabels: Type.Optional(textMap()),
  gateways: optionalTexts(),
};

/** Istio's durations: `500ms`, `30s`, `1.5h`. */
export const duration = (options = {}) =>
  Type.String({
    pattern: '^(\\d+(\\.\\d+)?(ms|s|m|h))+$',
    ...mustBe('must be a duration such as 500ms, 30s or 5m'),
    ...options,
  });
export const optionalDuration = (options = {}) => Type.Optional(duration(options));

const operations = optionalObject({
  add: Type.Optional(textMap()),
  set: Type.Optional(textMap()),
  remove: optionalTexts(),
});
export const headerOperations = optionalObject({ request: operations, response: operations });

export const corsPolicy = optionalObject({
  allowCredentials: Type.Optional(Type.Boolean()),
  allowHeaders: optionalTexts(),
  allowMethods: optionalTexts(),
  allowOrigin: optionalTexts(),
  allowOrigins: Type.Optional(Type.Array(StringMatchSchema)),
  exposeHeaders: optionalTexts(),
  maxAge: optionalDuration(),
});

export const httpRewriteFields = { uri: optionalText(), authority: optionalText() };

export const httpRetryFields = {
  attempts: Type.Integer({ minimum: 0 }),
  perTryTimeout: optionalDuration(),
  retryOn: optionalText(),
};

export const percentage = optionalObject({ value: Type.Number({ minimum: 0, maximum: 100 }) });
