import type { Finding } from './check-schema.ts';
import type { FieldPath } from './field-path.ts';
import type {
  AuthorizationPolicy,
  AuthorizationRule,
  AuthorizationSource,
} from './schemas/istio-security.ts';
import { describeForm } from './text-forms.ts';

type Condition = NonNullable<AuthorizationRule['when']>[number];

/** https://istio.io/latest/docs/reference/config/security/conditions/ */
const plainKeys = [
  'source.ip',
  'remote.ip',
  'source.namespace',
  'source.principal',
  'source.serviceAccount',
  'request.auth.principal',
  'request.auth.audiences',
  'request.auth.presenter',
  'destination.ip',
  'destination.port',
  'connection.sni',
];
const bracketedKeys = ['request.headers', 'request.auth.claims', 'experimental.envoy.filters.'];

/** Keys that Istio once had, and what took their place. */
const formerKeys: readonly (readonly [RegExp, string])[] = [
  [/^destination\.namespace$/, 'put the policy into that namespace'],
  [/^destination\.labels/, 'write the labels into spec.selector'],
  [/^destination\.(name|user)$/, 'write the labels of the workload into spec.selector'],
];

function keyProblem(key: string): string | null {
  if (plainKeys.includes(key)) return null;
  const former = formerKeys.find(([pattern]) => pattern.test(key));
  if (former !== undefined) return `is no attribute of Istio any more: ${former[1]}`;
  if (!bracketedKeys.some((prefix) => key.startsWith(prefix))) {
    const known = [...plainKeys, 'request.headers[NAME]', 'request.auth.claims[NAME]'];
    return `is no attribute of Istio: write one of ${known.join(', ')}`;
  }
  return /^[^[]+\[.+\]$/.test(key) ? null : 'must have a name in brackets, such as request.headers[x-token]';
}

function valueProblem(key: string, value: string): string | null {
  if (['source.ip', 'remote.ip', 'destination.ip'].includes(key))
    return describeForm('address-or-range', value);
  if (key !== 'destination.port') return null;
  const isPort = /^\d+$/.test(value) && Number(value) <= 65_535;
  return isPort ? null : 'must be the number of a port, between 0 and 65535';
}

function checkCondition(condition: Condition, path: FieldPath): Finding[] {
  const { key, values = [], notValues = [] } = condition;
  const message = keyProblem(key);
  if (message !== null) return [{ path: [...path, 'key'], message }];
  if (values.length + notValues.length === 0) return [{ path, message: 'must have values or notValues' }];
  return Object.entries({ values, notValues }).flatMap(([field, given]) =>
    given.flatMap((value, index): Finding[] => {
      const problem = valueProblem(key, value);
      return problem === null ? [] : [{ path: [...path, field, index], message: problem }];
    }),
  );
}

/** What a segment of a template may hold (RFC 3986 `pchar`). */
const segment = /^[a-zA-Z0-9\-._~%!$&'()+,;:@=]+$/;

/** `{*}` stands for one segment and `{**}`, once and after all others, for any number of them. */
function templateProblem(path: string): string | null {
  const isTemplate = /\{\*\*?\}/.test(path);
  const parts = path.replace(/^\/+|\/+$/g, '').split('/');
  const open = parts.indexOf('{**}');
  const isWildcard = (part: string) => part === '{*}' || part === '{**}';
  if (open !== -1 && parts.slice(open + 1).some(isWildcard)) {
    return 'has another template behind {**}: nothing but text may follow it';
  }
  const others = parts.filter((part) => !isWildcard(part));
  if (others.some((part) => /[{}]/.test(part))) {
    return 'has braces that are no template: write {*} for one segment, {**} for any number of them';
  }
  if (!isTemplate || others.every((part) => segment.test(part))) return null;
  return 'has a segment that cannot stand in a template: {*} and {**} are whole segments, beside plain text';
}

/** Istio's texts are exact, or begin or end with `*`; elsewhere it is a star like any other letter, and matches nothing. */
function pathProblem(path: string): string | null {
  const problem = templateProblem(path);
  if (problem !== null || path.includes('{*') || !path.slice(1, -1).includes('*')) return problem;
  return 'has a * in its middle, where it matches nothing: put it at the beginning or the end';
}

export function checkPaths(paths: readonly string[], at: FieldPath): Finding[] {
  return paths.flatMap((path, index): Finding[] => {
    const message = pathProblem(path);
    return message === null ? [] : [{ path: [...at, index], message }];
  });
}

/** An account says its namespace already. */
export function checkAccounts(source: AuthorizationSource, path: FieldPath): Finding[] {
  const { serviceAccounts, notServiceAccounts } = source;
  if (serviceAccounts === undefined && notServiceAccounts === undefined) return [];
  return (['principals', 'notPrincipals', 'namespaces', 'notNamespaces'] as const).flatMap((field) =>
    source[field] === undefined
      ? []
      : [{ path: [...path, field], message: 'cannot stand beside serviceAccounts: remove one of them' }],
  );
}

export function checkConditions({ when = [] }: AuthorizationRule, path: FieldPath): Finding[] {
  return when.flatMap((condition, index) => checkCondition(condition, [...path, 'when', index]));
}

const dryRun = 'istio.io/dry-run';

/** Go's words for true and false, for the two actions that can be tried. */
export function checkDryRun({ metadata, spec }: AuthorizationPolicy): Finding[] {
  const written = metadata.annotations?.[dryRun];
  if (written === undefined) return [];
  const path = ['metadata', 'annotations', dryRun];
  const { action = 'ALLOW' } = spec;
  if (action !== 'ALLOW' && action !== 'DENY') {
    return [{ path, message: `cannot stand beside action ${action}: remove it` }];
  }
  const isFlag = /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(written);
  return isFlag ? [] : [{ path, message: 'must be "true" or "false"' }];
}
