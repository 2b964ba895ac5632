import type {
  AuthorizationRule,
  Condition,
  Operation,
  PolicyAction,
  Source,
} from './authorization-policy.ts';
import type { AuthorizedRequest } from './authorized-request.ts';
import {
  matchAddress,
  matchClaim,
  matchHost,
  matchNamespace,
  matchPath,
  matchPrincipal,
  matchRequestPrincipal,
  matchServiceAccount,
  matchText,
  namesInBrackets,
  normalizePath,
} from './value-patterns.ts';

/**
 * Whether a rule fits a request. What cannot be asked of it makes an ALLOW rule void and is left out of any other, so
 * that in doubt less is allowed and more is denied (istio pilot/pkg/security/authz/model/model.go).
 */
export function matchRule(rule: AuthorizationRule, action: PolicyAction, context: AttributeContext): boolean {
  const conditions = rule.when.map((condition) => attributeOfCondition(condition, context));
  if (conditions.includes(null)) return false;
  const from = rule.from.map((source) => attributesOfSource(source, context));
  const to = rule.to.map((operation) => attributesOfOperation(operation, context));
  const when = conditions.filter((condition) => condition !== null);
  if (action === 'ALLOW' && [...from, ...to, when].flat().some(cannotBeAsked)) return false;
  return when.every(holds) && isOneOf(from) && isOneOf(to);
}

/** No list at all asks for nothing. */
function isOneOf(alternatives: readonly (readonly RuleAttribute[])[]): boolean {
  return alternatives.length === 0 || alternatives.some((attributes) => attributes.every(holds));
}

function cannotBeAsked({ values, notValues, matches }: RuleAttribute): boolean {
  return [...values, ...notValues].some((value) => matches(value) === null);
}

function holds({ values, notValues, matches }: RuleAttribute): boolean {
  const answers = values.map(matches).filter((answer) => answer !== null);
  const isWanted = answers.length === 0 || answers.includes(true);
  return isWanted && !notValues.some((value) => matches(value) === true);
}

/** One line of a rule: one of the values, and none of the others. */
interface RuleAttribute {
  readonly values: readonly string[];
  readonly notValues: readonly string[];
  readonly matches: Matcher;
}

/** Whether one value fits the request; null where it cannot be asked, as HTTP of a connection that is none. */
type Matcher = (value: string) => boolean | null;

const attribute = (
  values: readonly string[] = [],
  notValues: readonly string[] = [],
  matches: Matcher,
): RuleAttribute => ({ values, notValues, matches });

/** What a request is asked by, on behalf of a policy of this namespace. */
interface AttributeContext {
  readonly request: AuthorizedRequest;
  readonly policyNamespace: string;
}

function attributesOfSource(source: Source, context: AttributeContext): readonly RuleAttribute[] {
  const ask = conditionMatchers(context);
  return [
    attribute(source.principals, source.notPrincipals, ask.principal),
    attribute(source.requestPrincipals, source.notRequestPrincipals, ask.requestPrincipal),
    attribute(source.namespaces, source.notNamespaces, ask.namespace),
    attribute(source.serviceAccounts, source.notServiceAccounts, ask.serviceAccount),
    attribute(source.remoteIpBlocks, source.notRemoteIpBlocks, ask.remoteIp),
    attribute(source.ipBlocks, source.notIpBlocks, ask.sourceIp),
  ];
}

function attributesOfOperation(
  operation: Operation,
  { request }: AttributeContext,
): readonly RuleAttribute[] {
  const path = normalizePath(request.path);
  return [
    attribute(
      operation.hosts,
      operation.notHosts,
      overHttp(request, (host) => matchHost(host, request.host)),
    ),
    attribute(
      operation.methods,
      operation.notMethods,
      overHttp(request, (method) => matchText(method, request.method)),
    ),
    attribute(
      operation.paths,
      operation.notPaths,
      overHttp(request, (pattern) => matchPath(pattern, path)),
    ),
    attribute(operation.ports, operation.notPorts, (port) => matchPort(port, request.port)),
  ];
}

/** Null for a key that Istio does not know: it leaves such a rule out. */
function attributeOfCondition(
  { key, values, notValues }: Condition,
  context: AttributeContext,
): RuleAttribute | null {
  const matches = matcherOf(key, context);
  return matches === null ? null : attribute(values, notValues, matches);
}

function conditionMatchers({ request, policyNamespace }: AttributeContext) {
  const { principal, claims, sourceIp, remoteIp } = request;
  return {
    principal: (value: string) => matchPrincipal(value, principal),
    requestPrincipal: overHttp(request, (value) => matchRequestPrincipal(value, claims)),
    namespace: (value: string) => matchNamespace(value, principal),
    serviceAccount: (value: string) => matchServiceAccount(value, policyNamespace, principal),
    remoteIp: (value: string) => matchAddress(value, remoteIp ?? sourceIp),
    sourceIp: (value: string) => matchAddress(value, sourceIp),
  };
}

function matcherOf(key: string, context: AttributeContext): Matcher | null {
  const { request } = context;
  const ask = conditionMatchers(context);
  const matchers: Readonly<Record<string, Matcher>> = {
    'source.ip': ask.sourceIp,
    'remote.ip': ask.remoteIp,
    'source.namespace': ask.namespace,
    'source.principal': ask.principal,
    'source.serviceAccount': ask.serviceAccount,
    'request.auth.principal': ask.requestPrincipal,
    'request.auth.audiences': overHttp(request, (value) => matchClaim(value, ['aud'], request.claims)),
    'request.auth.presenter': overHttp(request, (value) => matchClaim(value, ['azp'], request.claims)),
    'destination.ip': (value) => matchAddress(value, request.destinationIp),
    'destination.port': (value) => matchPort(value, request.port),
    'connection.sni': (value) => matchText(value, request.serverName),
  };
  if (Object.hasOwn(matchers, key)) return matchers[key] ?? null;
  if (key.startsWith('request.headers')) return headerMatcher(key.slice('request.headers'.length), request);
  if (key.startsWith('request.auth.claims'))
    return claimMatcher(key.slice('request.auth.claims'.length), request);
  // Metadata of Envoy's own filters: none of them left any.
  return key.startsWith('experimental.envoy.filters.') ? () => false : null;
}

function headerMatcher(brackets: string, request: AuthorizedRequest): Matcher {
  const isNamed = brackets.startsWith('[') && brackets.endsWith(']');
  const value = isNamed ? headerOf(brackets.slice(1, -1).toLowerCase(), request) : undefined;
  return overHttp(request, (pattern) => {
    if (!isNamed) return null;
    // An empty header is there all the same.
    return value !== undefined && (pattern === '*' || matchText(pattern, value));
  });
}

function headerOf(name: string, { headers, method, host, path }: AuthorizedRequest): string | undefined {
  const pseudo: Readonly<Record<string, string>> = {
    ':method': method,
    ':authority': host,
    ':path': path,
    host,
  };
  return headers.get(name) ?? (Object.hasOwn(pseudo, name) ? pseudo[name] : undefined);
}

function claimMatcher(brackets: string, request: AuthorizedRequest): Matcher {
  const names = namesInBrackets(brackets);
  return overHttp(request, (pattern) => (names === null ? null : matchClaim(pattern, names, request.claims)));
}

function overHttp({ protocol }: AuthorizedRequest, matches: Matcher): Matcher {
  return protocol === 'HTTP' ? matches : () => null;
}

function matchPort(value: string, port: number): boolean | null {
  return /^\d+$/.test(value) && Number(value) <= 65_535 ? Number(value) === port : null;
}
