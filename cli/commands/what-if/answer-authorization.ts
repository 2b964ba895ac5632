import {
  type AuthorizationPolicy,
  type AuthorizationRule,
  type AuthorizedRequest,
  type CustomDecision,
  decideAuthorization,
  type JsonValue,
  type PolicyAction,
} from '@petstore/engine/mesh/authorization';
import { type Static, Type } from 'typebox';
import { caseForm, caseObject, optional, orNull } from './case-form.ts';

const texts = () => optional(Type.Array(Type.String()));
const mapOf = <Value>(value: object) =>
  Type.Unsafe<Record<string, Value>>({ type: 'object', additionalProperties: value });
const textMap = () => mapOf<string>({ type: 'string' });

const SourceSchema = caseObject({
  principals: texts(),
  notPrincipals: texts(),
  requestPrincipals: texts(),
  notRequestPrincipals: texts(),
  namespaces: texts(),
  notNamespaces: texts(),
  serviceAccounts: texts(),
  notServiceAccounts: texts(),
  ipBlocks: texts(),
  notIpBlocks: texts(),
  remoteIpBlocks: texts(),
  notRemoteIpBlocks: texts(),
});

const ports = () => optional(Type.Array(Type.Unsafe<string | number>({ type: ['string', 'integer'] })));

const OperationSchema = caseObject({
  hosts: texts(),
  notHosts: texts(),
  ports: ports(),
  notPorts: ports(),
  methods: texts(),
  notMethods: texts(),
  paths: texts(),
  notPaths: texts(),
});

const RuleSchema = caseObject({
  from: orNull(Type.Array(caseObject({ source: optional(SourceSchema) }))),
  to: orNull(Type.Array(caseObject({ operation: optional(OperationSchema) }))),
  when: orNull(Type.Array(caseObject({ key: Type.String(), values: texts(), notValues: texts() }))),
});
type GivenRule = Static<typeof RuleSchema>;

const actions = ['ALLOW', 'DENY', 'AUDIT', 'CUSTOM'] as const satisfies readonly PolicyAction[];

const PolicySchema = caseObject({
  name: optional(Type.String()),
  namespace: Type.String(),
  /** `{matchLabels: {...}}`, or the labels themselves. */
  selector: orNull(
    mapOf<string | Record<string, string>>({
      type: ['string', 'object'],
      additionalProperties: { type: 'string' },
    }),
  ),
  action: orNull(Type.Unsafe<PolicyAction>({ type: 'string', enum: [...actions, null] })),
  rules: orNull(Type.Array(RuleSchema)),
  targetRef: optional(Type.Unknown()),
  targetRefs: optional(Type.Array(Type.Unknown())),
  provider: orNull(Type.Unsafe<string | { readonly name?: string }>({ type: ['string', 'object'] })),
  annotations: orNull(textMap()),
  dryRun: orNull(Type.Unsafe<boolean | string>({ type: ['boolean', 'string'] })),
});
type GivenPolicy = Static<typeof PolicySchema>;

const RequestSchema = caseObject({
  method: optional(Type.String()),
  path: optional(Type.String()),
  host: optional(Type.String()),
  port: optional(Type.Integer({ minimum: 0, maximum: 65_535 })),
  principal: orNull(Type.String()),
  sourceIp: orNull(Type.String()),
  remoteIp: orNull(Type.String()),
  destinationIp: orNull(Type.String()),
  sni: orNull(Type.String()),
  headers: orNull(mapOf<string | string[]>({ type: ['string', 'array'], items: { type: 'string' } })),
  jwt: orNull(
    caseObject({
      iss: optional(Type.String()),
      sub: optional(Type.String()),
      aud: optional(Type.Unsafe<string | string[]>({ type: ['string', 'array'], items: { type: 'string' } })),
      azp: optional(Type.String()),
      claims: orNull(mapOf<JsonValue>({})),
    }),
  ),
  protocol: orNull(Type.Unsafe<'HTTP' | 'TCP'>({ type: 'string', enum: ['HTTP', 'TCP', null] })),
});
type GivenRequest = Static<typeof RequestSchema>;

const AuthorizationSchema = caseObject({
  workload: caseObject({
    namespace: Type.String(),
    labels: orNull(textMap()),
    rootNamespace: optional(Type.String()),
  }),
  rootNamespace: optional(Type.String()),
  policies: Type.Array(PolicySchema),
  request: RequestSchema,
  customDecisions: orNull(mapOf<CustomDecision>({ type: 'string', enum: ['allow', 'deny'] })),
});

/** Decision of AuthorizationPolicies about one request to one workload. */
export const authorizationForm = caseForm(AuthorizationSchema, { decide });

function decide(given: Static<typeof AuthorizationSchema>): object {
  const { workload, policies, request, customDecisions } = given;
  const rootNamespace = given.rootNamespace ?? workload.rootNamespace ?? 'istio-system';
  const ofSidecars = policies.filter((policy) => !isForWaypoint(policy));
  return decideAuthorization(ofSidecars.map(policyOf), {
    workload: { namespace: workload.namespace, labels: workload.labels ?? {} },
    request: requestOf(request),
    rootNamespace,
    askProvider: (provider) => new Map(Object.entries(customDecisions ?? {})).get(provider ?? '') ?? null,
  });
}

/** A policy with a target applies to waypoints and gateways, not to sidecars. */
function isForWaypoint({ targetRef, targetRefs = [] }: GivenPolicy): boolean {
  return targetRef !== undefined || targetRefs.length > 0;
}

function policyOf(given: GivenPolicy, index: number): AuthorizationPolicy {
  const { name, namespace, selector, action, rules, provider, annotations, dryRun } = given;
  return {
    name: name ?? `#${index}`,
    namespace,
    selector: labelsOf(selector ?? {}),
    action: action ?? 'ALLOW',
    rules: (rules ?? []).map(ruleOf),
    provider: typeof provider === 'object' ? (provider?.name ?? null) : (provider ?? null),
    isDryRun: String(dryRun ?? annotations?.['istio.io/dry-run']) === 'true',
  };
}

function labelsOf(
  selector: Readonly<Record<string, string | Record<string, string>>>,
): Record<string, string> {
  const { matchLabels } = selector;
  if (typeof matchLabels === 'object') return matchLabels;
  const labels = Object.entries(selector).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(labels);
}

function ruleOf({ from, to, when }: GivenRule): AuthorizationRule {
  return {
    from: (from ?? []).map(({ source = {} }) => source),
    to: (to ?? []).map(({ operation = {} }) => {
      const { ports: given = [], notPorts = [], ...rest } = operation;
      return { ...rest, ports: given.map(String), notPorts: notPorts.map(String) };
    }),
    when: when ?? [],
  };
}

function requestOf(given: GivenRequest): AuthorizedRequest {
  const headers = Object.entries(given.headers ?? {}).map(([name, value]) => {
    return [name.toLowerCase(), Array.isArray(value) ? value.join(',') : value] as const;
  });
  return {
    protocol: given.protocol ?? 'HTTP',
    method: given.method ?? '',
    path: given.path ?? '',
    host: given.host ?? '',
    port: given.port ?? 0,
    principal: given.principal?.replace(/^spiffe:\/\//, '') ?? null,
    sourceIp: given.sourceIp ?? null,
    remoteIp: given.remoteIp ?? null,
    destinationIp: given.destinationIp ?? null,
    serverName: given.sni ?? '',
    headers: new Map(headers),
    claims: claimsOf(given.jwt ?? null),
  };
}

function claimsOf(jwt: GivenRequest['jwt'] | null): AuthorizedRequest['claims'] {
  if (!jwt) return null;
  const { claims, iss, sub, aud, azp } = jwt;
  return {
    ...claims,
    ...(iss !== undefined && { iss }),
    ...(sub !== undefined && { sub }),
    ...(aud !== undefined && { aud }),
    ...(azp !== undefined && { azp }),
  };
}
