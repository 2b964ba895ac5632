import { Type } from 'typebox';
import {
  labelMap,
  mustBe,
  ofForm,
  oneOf,
  optionalObject,
  optionalText,
  optionalTexts,
} from './schema-building.ts';

const token = "[!#$%&'*+.^_|~0-9A-Za-z`-]+";
const label = '[A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?';

const matchFields = {
  exact: optionalText(),
  prefix: optionalText({ minLength: 1 }),
  regex: optionalText(ofForm('regular-expression')),
};

/** Exactly one of the three, as Istio's own admission demands. */
const stringMatchOf = <Fields extends typeof matchFields>(fields: Fields) =>
  Type.Object(fields, {
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    ...mustBe('must have exactly one of exact, prefix, regex'),
  });
export const StringMatchSchema = stringMatchOf(matchFields);

/** What is asked for by its presence alone is written as an empty match. */
const presenceOrMatch = (regexForm: 'regular-expression' | 'presence-or-expression') =>
  Type.Object(
    { ...matchFields, regex: optionalText(ofForm(regexForm)) },
    {
      additionalProperties: false,
      maxProperties: 1,
      ...mustBe('must have at most one of exact, prefix, regex'),
    },
  );

type MatchMap = Record<string, { exact?: string; prefix?: string; regex?: string }>;
const matchMap = (regexForm: 'regular-expression' | 'presence-or-expression', options = {}) =>
  Type.Optional(
    Type.Unsafe<MatchMap>({
      type: 'object',
      additionalProperties: presenceOrMatch(regexForm),
      ...options,
    }),
  );

/** Headers and pseudo-headers; a gateway also knows the claims of a token that it has checked. */
export const matchedHeaderNames = {
  propertyNames: {
    pattern: `^(${token}|:(method|scheme|authority|path|status)|@request\\.auth\\.claims[.[].+)$`,
    ...mustBe('must be the name of a header'),
  },
};

const stringMatch = Type.Optional(StringMatchSchema);
// An empty prefix of a path takes every path; elsewhere Envoy refuses it.
const pathMatch = Type.Optional(stringMatchOf({ ...matchFields, prefix: optionalText() }));

/** A label of a host name, in either case: Istio's names of subsets and namespaces. */
export const istioLabel = (options = {}) =>
  Type.String({
    pattern: `^${label}$`,
    ...mustBe('must be at most 63 letters, digits and "-"'),
    ...options,
  });

export const gatewayNames = Type.Optional(
  Type.Array(
    Type.String({
      pattern: `^(${label}/)?${label}$|^${label}(\\.${label})+$`,
      ...mustBe('must be the name of a Gateway, NAMESPACE/NAME or mesh'),
    }),
  ),
);

export const exportTo = (options = {}) =>
  Type.Optional(
    Type.Array(
      Type.String({
        pattern: `^([.*]|${label})$`,
        ...mustBe('must be ., * or the name of a namespace'),
      }),
      { uniqueItems: true, ...mustBe('must name each namespace once'), ...options },
    ),
  );

/** What VirtualServices and Flagger's Canaries have in common in `match`. */
export const httpMatchFields = {
  name: optionalText(),
  uri: pathMatch,
  scheme: stringMatch,
  method: stringMatch,
  authority: stringMatch,
  headers: matchMap('regular-expression', matchedHeaderNames),
  withoutHeaders: matchMap('presence-or-expression', matchedHeaderNames),
  queryParams: matchMap('regular-expression'),
  ignoreUriCase: Type.Optional(Type.Boolean()),
  port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
  sourceLabels: Type.Optional(labelMap()),
  gateways: gatewayNames,
};

/** Istio's durations: `500ms`, `30s`, `1.5h`. */
export const duration = (options = {}) =>
  Type.String({
    pattern: '^(\\d+(\\.\\d+)?(ms|s|m|h))+$',
    ...mustBe('must be a duration such as 500ms, 30s or 5m'),
    ...ofForm('istio-duration'),
    ...options,
  });
export const optionalDuration = (options = {}) => Type.Optional(duration(options));

/** Envoy's own pseudo-headers cannot be changed; only a request's authority can, where `mayNameHost`. */
const headerName = (mayNameHost: boolean) => ({
  pattern: mayNameHost
    ? `^(:[Aa][Uu][Tt][Hh][Oo][Rr][Ii][Tt][Yy]|${token})$`
    : `^(?![Hh][Oo][Ss][Tt]$)${token}$`,
  ...mustBe(`must be the name of a header${mayNameHost ? '' : ', and not of the host'}`),
});
const headerMap = (mayNameHost: boolean) =>
  Type.Optional(
    Type.Unsafe<Record<string, string>>({
      type: 'object',
      additionalProperties: { type: 'string', ...ofForm('header-value') },
      propertyNames: headerName(mayNameHost),
    }),
  );
const operations = (mayNameHost: boolean) =>
  optionalObject({
    add: headerMap(mayNameHost),
    set: headerMap(mayNameHost),
    remove: Type.Optional(Type.Array(Type.String(headerName(false)))),
  });
export const headerOperations = optionalObject({ request: operations(true), response: operations(false) });

const corsHeaders = Type.Optional(
  Type.Array(Type.String({ pattern: `^${token}$`, ...mustBe('must be the name of a header, or *') })),
);
const corsMethods = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  '*',
] as const;

export const corsPolicy = optionalObject({
  allowCredentials: Type.Optional(Type.Boolean()),
  allowHeaders: corsHeaders,
  allowMethods: Type.Optional(Type.Array(oneOf(corsMethods))),
  allowOrigin: optionalTexts(),
  allowOrigins: Type.Optional(
    Type.Array(stringMatchOf({ ...matchFields, exact: optionalText({ minLength: 1 }) })),
  ),
  exposeHeaders: corsHeaders,
  maxAge: optionalDuration(),
});

export const httpRewriteFields = { uri: optionalText(), authority: optionalText() };

export const httpRetryFields = {
  attempts: Type.Integer({ minimum: 0 }),
  perTryTimeout: optionalDuration(),
  retryOn: optionalText(),
};

export const percentage = optionalObject({ value: Type.Number({ minimum: 0, maximum: 100 }) });
