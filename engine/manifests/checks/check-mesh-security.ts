import type { Deployment } from '../../schemas/deployment.ts';
import type {
  AuthorizationPolicy,
  AuthorizationRule,
  AuthorizationSource,
  PeerAuthentication,
} from '../../schemas/istio-security.ts';
import { describeForm } from '../../schemas/text-forms.ts';
import type { FieldPath } from '../field-path.ts';
import type { Finding, ObjectFinding } from '../manifest-problem.ts';
import type { DeclaredObjects } from '../reading/declared-objects.ts';
import { selectedDeployments } from './scaled-deployments.ts';

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

/** What a segment of a template may hold (RFC 3986 `pchar`). */
const segment = /^[a-zA-Z0-9\-._~%!$&'()+,;:@=]+$/;

const dryRun = 'istio.io/dry-run';

type Labels = Readonly<Record<string, string>>;

/** Policies hold for pods that exist and name accounts, ports and paths that can occur. */
export function checkMeshSecurity(declared: DeclaredObjects): ObjectFinding[] {
  const { PeerAuthentication: peers, AuthorizationPolicy: policies } = declared.readable;
  return [
    ...peers.flatMap((object) => checkPeers(object, declared).map((finding) => ({ ...finding, object }))),
    ...policies.flatMap((object) => checkPolicy(object, declared).map((finding) => ({ ...finding, object }))),
  ];
}

function chosenBy(declared: DeclaredObjects, labels: Labels | undefined): readonly Deployment[] {
  return labels === undefined
    ? declared.readable.Deployment
    : selectedDeployments(declared, { matchLabels: labels });
}

function leadsNowhere(declared: DeclaredObjects, labels: Labels | undefined): Finding[] {
  if (labels === undefined || declared.hasUnreadable('Deployment')) return [];
  if (chosenBy(declared, labels).length > 0) return [];
  const message = 'matches the pods of no Deployment: write the labels of a template';
  return [{ path: ['spec', 'selector', 'matchLabels'], message }];
}

function hasPort(deployments: readonly Deployment[], port: number): boolean {
  return deployments.some(({ spec }) =>
    spec.template.spec.containers.some(({ ports = [] }) =>
      ports.some(({ containerPort }) => containerPort === port),
    ),
  );
}

/** Sidecars see the port of the container, not the Service's. */
function noSuchPort(port: number): string {
  return `no container that it holds for listens on ${port}: name the container's port`;
}

function checkPeers(object: PeerAuthentication, declared: DeclaredObjects): Finding[] {
  const { selector, portLevelMtls = {} } = object.spec;
  const labels = selector?.matchLabels;
  const ports = Object.keys(portLevelMtls);
  const without = declared.readable.PeerAuthentication.filter(({ spec }) => spec.selector === undefined);
  return [
    ...leadsNowhere(declared, labels),
    ...(labels === undefined && without.indexOf(object) > 0
      ? [
          {
            path: ['metadata', 'name'],
            message: `is ignored beside ${without[0]?.metadata.name}: only the oldest for a whole namespace counts`,
          },
        ]
      : []),
    ...(Object.keys(labels ?? {}).length === 0 && ports.length > 0
      ? [{ path: ['spec', 'portLevelMtls'], message: 'has no meaning without a selector: add one' }]
      : []),
    ...ports
      .filter((port) => labels !== undefined && !hasPort(chosenBy(declared, labels), Number(port)))
      .map((port) => ({ path: ['spec', 'portLevelMtls', port], message: noSuchPort(Number(port)) })),
  ];
}

function checkPrincipals(names: readonly string[], path: FieldPath, declared: DeclaredObjects): Finding[] {
  const { namespace } = declared;
  return names.flatMap((principal, index): Finding[] => {
    const at = [...path, index];
    if (principal.includes('*')) return [];
    const match = /^[^/]+\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(principal);
    if (match === null) {
      return [{ path: at, message: 'must be of the form cluster.local/ns/NAMESPACE/sa/ACCOUNT' }];
    }
    const [, where, account = ''] = match;
    if (where !== namespace || account === 'default' || declared.isDeclared('ServiceAccount', account))
      return [];
    return [{ path: at, message: `no ServiceAccount ${account} is declared: add it or name another` }];
  });
}

function checkRule(
  rule: AuthorizationRule,
  path: FieldPath,
  declared: DeclaredObjects,
  deployments: readonly Deployment[],
): Finding[] {
  const sources = (rule.from ?? []).flatMap(({ source }, index) => {
    const at = [...path, 'from', index, 'source'];
    return [
      ...(Object.keys(source).length === 0 ? [{ path: at, message: 'must name somebody' }] : []),
      ...checkAccounts(source, at),
      ...checkPrincipals(source.principals ?? [], [...at, 'principals'], declared),
      ...checkPrincipals(source.notPrincipals ?? [], [...at, 'notPrincipals'], declared),
    ];
  });
  const operations = (rule.to ?? []).flatMap(({ operation }, index) => {
    const at = [...path, 'to', index, 'operation'];
    return [
      ...(Object.keys(operation).length === 0 ? [{ path: at, message: 'must name something' }] : []),
      ...checkPaths(operation.paths ?? [], [...at, 'paths']),
      ...checkPaths(operation.notPaths ?? [], [...at, 'notPaths']),
      ...(operation.ports ?? []).flatMap((port, position) =>
        hasPort(deployments, Number(port))
          ? []
          : [{ path: [...at, 'ports', position], message: noSuchPort(Number(port)) }],
      ),
    ];
  });
  return [...sources, ...operations, ...checkConditions(rule, path)];
}

function checkPolicy(object: AuthorizationPolicy, declared: DeclaredObjects): Finding[] {
  const { selector, rules = [], action = 'ALLOW' } = object.spec;
  const deployments = chosenBy(declared, selector?.matchLabels);
  return [
    ...leadsNowhere(declared, selector?.matchLabels),
    ...checkDryRun(object),
    ...(action !== 'ALLOW' && rules.length === 0
      ? [
          {
            path: ['spec', 'rules'],
            message: `are missing: without one a policy of action ${action} holds for nothing`,
          },
        ]
      : []),
    ...rules.flatMap((rule, index) => checkRule(rule, ['spec', 'rules', index], declared, deployments)),
  ];
}

type Condition = NonNullable<AuthorizationRule['when']>[number];

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

/**
 * Istio's texts are exact, or begin or end with `*`; elsewhere it is a star like any other letter, and matches nothing.
 */
function pathProblem(path: string): string | null {
  const problem = templateProblem(path);
  if (problem !== null || path.includes('{*') || !path.slice(1, -1).includes('*')) return problem;
  return 'has a * in its middle, where it matches nothing: put it at the beginning or the end';
}

function checkPaths(paths: readonly string[], at: FieldPath): Finding[] {
  return paths.flatMap((path, index): Finding[] => {
    const message = pathProblem(path);
    return message === null ? [] : [{ path: [...at, index], message }];
  });
}

/** An account says its namespace already. */
function checkAccounts(source: AuthorizationSource, path: FieldPath): Finding[] {
  const { serviceAccounts, notServiceAccounts } = source;
  if (serviceAccounts === undefined && notServiceAccounts === undefined) return [];
  return (['principals', 'notPrincipals', 'namespaces', 'notNamespaces'] as const).flatMap((field) =>
    source[field] === undefined
      ? []
      : [{ path: [...path, field], message: 'cannot stand beside serviceAccounts: remove one of them' }],
  );
}

function checkConditions({ when = [] }: AuthorizationRule, path: FieldPath): Finding[] {
  return when.flatMap((condition, index) => checkCondition(condition, [...path, 'when', index]));
}

/** Go's words for true and false, for the two actions that can be tried. */
function checkDryRun({ metadata, spec }: AuthorizationPolicy): Finding[] {
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
