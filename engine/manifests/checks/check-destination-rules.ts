import type { Static } from 'typebox';
import type { Deployment } from '../../schemas/deployment.ts';
import type { DestinationRule } from '../../schemas/destination-rule.ts';
import type { OutlierDetection, trafficPolicy } from '../../schemas/istio-traffic-policy.ts';
import type { FieldPath } from '../field-path.ts';
import type { Finding, ObjectFinding } from '../manifest-problem.ts';
import { matchesLabels } from '../match-labels.ts';
import type { DeclaredObjects } from '../reading/declared-objects.ts';
import { checkExports } from './check-http-routes.ts';
import { canaryServices, serviceOfHost } from './check-routing.ts';
import { fewestReplicas, selectedDeployments } from './scaled-deployments.ts';

const policyFields = [
  'connectionPool',
  'loadBalancer',
  'outlierDetection',
  'tls',
  'portLevelSettings',
  'tunnel',
  'proxyProtocol',
];

const topologyLabels = /^topology\.(kubernetes\.io\/(region|zone)|istio\.io\/subzone)$/;

const defaultMaxEjectionPercent = 10;

/** Envoy ejects a host only while 100 * (ejected + 1) / hosts stays within the limit. */
export function checkEjection(
  { maxEjectionPercent = defaultMaxEjectionPercent }: OutlierDetection,
  path: FieldPath,
  hosts: number,
): Finding[] {
  if (hosts === 0 || 100 / hosts <= maxEjectionPercent) return [];
  const advice =
    hosts === 1 ? 'remove it, or run more than one replica' : `write ${Math.ceil(100 / hosts)} or more`;
  return [
    {
      path: [...path, 'maxEjectionPercent'],
      message: `can never eject one of ${hosts} replicas at ${maxEjectionPercent}%: ${advice}`,
    },
  ];
}

/** Rules are for Services that exist and that no Canary owns; what they promise can happen. */
export function checkDestinationRules(declared: DeclaredObjects): ObjectFinding[] {
  return declared.readable.DestinationRule.flatMap((object) =>
    [...checkPolicies(object), ...checkRule(object, declared)].map((finding) => ({ ...finding, object })),
  );
}

/** What Istio's admission webhook asks of one traffic policy beyond the form of its fields. */
export function checkPolicySettings(policy: PolicySettings, path: FieldPath): Finding[] {
  return [
    ...checkPool(policy, path),
    ...checkOutliers(policy, path),
    ...checkTls(policy, path),
    ...checkLocalities(policy, path),
  ];
}

function deploymentsOf(host: string, declared: DeclaredObjects): Deployment[] {
  const name = serviceOfHost(declared, host);
  const service = declared.readable.Service.find(({ metadata }) => metadata.name === name);
  return service === undefined ? [] : selectedDeployments(declared, { matchLabels: service.spec.selector });
}

function checkSubsets({ spec }: DestinationRule, deployments: readonly Deployment[]): Finding[] {
  const subsets = spec.subsets ?? [];
  const names = subsets.map(({ name }) => name);
  return subsets.flatMap(({ name, labels = {} }, index): Finding[] => {
    const path = ['spec', 'subsets', index];
    const isMatched = deployments.some((each) =>
      matchesLabels(labels, each.spec.template.metadata?.labels ?? {}),
    );
    return [
      ...(names.indexOf(name) === index
        ? []
        : [{ path: [...path, 'name'], message: `is the second subset ${name}: rename it` }]),
      ...(isMatched || deployments.length === 0
        ? []
        : [{ path: [...path, 'labels'], message: 'match no pod of the host: write labels of a template' }]),
    ];
  });
}

function checkPolicies({ spec }: DestinationRule): Finding[] {
  return [
    ...checkTrafficPolicy(spec.trafficPolicy, ['spec', 'trafficPolicy']),
    ...(spec.subsets ?? []).flatMap((subset, index) =>
      checkTrafficPolicy(subset.trafficPolicy, ['spec', 'subsets', index, 'trafficPolicy']),
    ),
    ...checkExports(spec.exportTo),
  ];
}

function checkRule(object: DestinationRule, declared: DeclaredObjects): Finding[] {
  const { host, trafficPolicy } = object.spec;
  const path = ['spec', 'host'];
  const name = serviceOfHost(declared, host);
  if (name === null && declared.isServiceElsewhere(host)) return [];
  const canary = name === null ? undefined : canaryServices(declared).get(name);
  if (canary !== undefined) {
    const message = `belongs to Canary ${canary}, whose DestinationRules Flagger writes: move the policy to its spec.service.trafficPolicy`;
    return [{ path, message }];
  }
  if (name === null || !declared.isDeclared('Service', name)) {
    return [{ path, message: `no Service ${host} is declared: add it or name another` }];
  }
  const first = declared.readable.DestinationRule.find(
    ({ spec }) => serviceOfHost(declared, spec.host) === name,
  );
  const deployments = deploymentsOf(host, declared);
  const hosts = deployments.reduce((sum, each) => sum + fewestReplicas(declared, each), 0);
  const detection = trafficPolicy?.outlierDetection;
  return [
    ...(first === object
      ? []
      : [{ path, message: `has DestinationRule ${first?.metadata.name} already: put both into one` }]),
    ...checkSubsets(object, deployments),
    ...(detection === undefined
      ? []
      : checkEjection(detection, ['spec', 'trafficPolicy', 'outlierDetection'], hosts)),
  ];
}

type TrafficPolicy = NonNullable<Static<typeof trafficPolicy>>;

/** What Istio and Flagger have in common in a traffic policy, of a host or of one of its ports. */
type PolicySettings = {
  readonly [Field in 'connectionPool' | 'loadBalancer' | 'outlierDetection' | 'tls']?:
    | TrafficPolicy[Field]
    | undefined;
};

function isEmpty(value: object, fields: readonly string[]): boolean {
  return !Object.keys(value).some((field) => fields.includes(field));
}

function checkPool({ connectionPool }: PolicySettings, path: FieldPath): Finding[] {
  if (connectionPool === undefined) return [];
  const at = [...path, 'connectionPool'];
  const { h2UpgradePolicy, useClientProtocol } = connectionPool.http ?? {};
  return [
    ...(isEmpty(connectionPool, ['http', 'tcp']) ? [{ path: at, message: 'must have http or tcp' }] : []),
    ...(h2UpgradePolicy === 'UPGRADE' && useClientProtocol === true
      ? [
          {
            path: [...at, 'http', 'useClientProtocol'],
            message: 'must not be true when h2UpgradePolicy is UPGRADE: remove one of them',
          },
        ]
      : []),
  ];
}

function checkOutliers({ outlierDetection }: PolicySettings, path: FieldPath): Finding[] {
  const { consecutiveLocalOriginFailures = 0, splitExternalLocalOriginErrors = false } =
    outlierDetection ?? {};
  if (consecutiveLocalOriginFailures === 0 || splitExternalLocalOriginErrors) return [];
  const at = [...path, 'outlierDetection', 'consecutiveLocalOriginFailures'];
  return [{ path: at, message: 'is counted only with splitExternalLocalOriginErrors: true: add it' }];
}

function checkTls({ tls }: PolicySettings, path: FieldPath): Finding[] {
  if (tls === undefined) return [];
  const at = [...path, 'tls'];
  const { mode, credentialName, clientCertificate, privateKey, caCertificates, caCrl } = tls;
  const isOwn = mode === 'SIMPLE' || mode === 'MUTUAL';
  const given = (fields: Readonly<Record<string, unknown>>) =>
    Object.entries(fields).flatMap(([field, value]) => (value ? [field] : []));
  const problem = (field: string, message: string) => ({ path: [...at, field], message });
  const unchecked =
    isOwn && tls.insecureSkipVerify === true
      ? given({
          caCertificates,
          subjectAltNames: tls.subjectAltNames,
          ...(mode === 'SIMPLE' && { credentialName }),
        }).map((field) => problem(field, 'cannot stand beside insecureSkipVerify: remove one of them'))
      : [];
  if (isOwn && credentialName) {
    const files = given({ clientCertificate, privateKey, caCertificates, caCrl });
    return [
      ...unchecked,
      ...files.map((field) => problem(field, 'cannot stand beside credentialName: remove one of them')),
    ];
  }
  if (mode !== 'MUTUAL') return unchecked;
  const present = given({ clientCertificate, privateKey });
  const missing = ['clientCertificate', 'privateKey'].filter((field) => !present.includes(field));
  return [...unchecked, ...missing.map((field) => problem(field, 'is missing: mode MUTUAL needs it'))];
}

type Localities = NonNullable<NonNullable<PolicySettings['loadBalancer']>['localityLbSetting']>;

/**
 * Why a locality cannot stand after others: REGION, REGION/ZONE or REGION/ZONE/SUBZONE, of which none lies in another.
 */
function localityProblem(locality: string, others: readonly string[]): string | null {
  const stars = locality.split('*').length - 1;
  if (stars > 1 || (stars === 1 && !locality.endsWith('*'))) return 'may have one * at its end';
  if (locality.split('/', 3).some((part) => part === ''))
    return 'must be REGION, REGION/ZONE or REGION/ZONE/SUBZONE';
  const within = (inner: string, outer: string) => {
    const root = outer.replace(/\/?\*$/, '');
    return root === '' || inner === root || inner.startsWith(`${root}/`);
  };
  const other = others.find((each) => within(locality, each) || within(each, locality));
  return other === undefined ? null : `overlaps with ${other}: keep one of them`;
}

function checkDistribution({ distribute = [] }: Localities, at: FieldPath): Finding[] {
  const sources = distribute.map(({ from = '' }) => from);
  return distribute.flatMap(({ from = '', to = {} }, index): Finding[] => {
    const path = [...at, 'distribute', index];
    const source = localityProblem(from, sources.slice(0, index));
    const names = Object.keys(to);
    const targets = names.flatMap((name, position) => {
      const message = localityProblem(name, names.slice(0, position));
      return message === null ? [] : [{ path: [...path, 'to', name], message }];
    });
    const sum = Object.values(to).reduce((total, weight) => total + weight, 0);
    return [
      ...(source === null ? [] : [{ path: [...path, 'from'], message: source }]),
      ...targets,
      ...(sum === 100
        ? []
        : [{ path: [...path, 'to'], message: `must add up to 100, but add up to ${sum}` }]),
    ];
  });
}

function checkLocalities({ loadBalancer }: PolicySettings, path: FieldPath): Finding[] {
  const setting = loadBalancer?.localityLbSetting;
  if (setting === undefined) return [];
  const at = [...path, 'loadBalancer', 'localityLbSetting'];
  const { distribute = [], failover = [], failoverPriority = [] } = setting;
  if (distribute.length > 0 && failover.length > 0) {
    return [{ path: at, message: 'must have only one of distribute, failover' }];
  }
  const twice = failover.length > 0 ? failoverPriority.findIndex((each) => topologyLabels.test(each)) : -1;
  return [
    ...(twice === -1
      ? []
      : [
          {
            path: [...at, 'failoverPriority', twice],
            message: 'is a label of topology, which cannot stand beside failover: remove one of them',
          },
        ]),
    ...checkDistribution(setting, at),
    ...failover.flatMap(({ from = '', to = '' }, index) =>
      from !== to && !/[*/]/.test(from + to)
        ? []
        : [
            {
              path: [...at, 'failover', index],
              message: 'must name two different regions, and nothing below',
            },
          ],
    ),
  ];
}

/** A policy of a DestinationRule with those of its ports (istio pkg/config/validation/validation.go). */
function checkTrafficPolicy(policy: TrafficPolicy | undefined, path: FieldPath): Finding[] {
  if (policy === undefined) return [];
  const empty = `must have one of ${policyFields.slice(0, 5).join(', ')}`;
  const ports = policy.portLevelSettings ?? [];
  return [
    ...(isEmpty(policy, policyFields) ? [{ path, message: empty }] : []),
    ...checkPolicySettings(policy, path),
    ...ports.flatMap((each, index) => {
      const at = [...path, 'portLevelSettings', index];
      return isEmpty(each, policyFields)
        ? [{ path: at, message: 'must have one of connectionPool, loadBalancer, outlierDetection, tls' }]
        : checkPolicySettings(each, at);
    }),
  ];
}
