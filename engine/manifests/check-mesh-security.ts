import { checkAccounts, checkConditions, checkDryRun, checkPaths } from './check-authorization-rules.ts';
import { namespaceOf } from './check-namespaces.ts';
import type { Finding } from './check-schema.ts';
import type { DeclaredObjects, ObjectFinding } from './declared-objects.ts';
import type { FieldPath } from './field-path.ts';
import { selectedDeployments } from './scaled-deployments.ts';
import type { Deployment } from './schemas/deployment.ts';
import type { AuthorizationPolicy, AuthorizationRule, PeerAuthentication } from './schemas/istio-security.ts';

type Labels = Readonly<Record<string, string>>;

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
  const namespace = namespaceOf(declared);
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
  {
    declared,
    deployments,
  }: { readonly declared: DeclaredObjects; readonly deployments: readonly Deployment[] },
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
    ...rules.flatMap((rule, index) => checkRule(rule, ['spec', 'rules', index], { declared, deployments })),
  ];
}

/** Policies hold for pods that exist and name accounts, ports and paths that can occur. */
export function checkMeshSecurity(declared: DeclaredObjects): ObjectFinding[] {
  const { PeerAuthentication: peers, AuthorizationPolicy: policies } = declared.readable;
  return [
    ...peers.flatMap((object) => checkPeers(object, declared).map((finding) => ({ ...finding, object }))),
    ...policies.flatMap((object) => checkPolicy(object, declared).map((finding) => ({ ...finding, object }))),
  ];
}
