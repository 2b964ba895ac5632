import { checkExports } from './check-istio-routes.ts';
import type { Finding } from './check-schema.ts';
import { checkTrafficPolicy } from './check-traffic-policies.ts';
import type { DeclaredObjects, ObjectFinding } from './declared-objects.ts';
import type { FieldPath } from './field-path.ts';
import { matchesLabels } from './match-labels.ts';
import { fewestReplicas, selectedDeployments } from './scaled-deployments.ts';
import type { Deployment } from './schemas/deployment.ts';
import type { DestinationRule } from './schemas/destination-rule.ts';
import type { OutlierDetection } from './schemas/istio-traffic-policy.ts';
import { canaryServices, serviceOfHost } from './service-hosts.ts';

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

/** Rules are for Services that exist and that no Canary owns; what they promise can happen. */
export function checkDestinationRules(declared: DeclaredObjects): ObjectFinding[] {
  return declared.readable.DestinationRule.flatMap((object) =>
    [...checkPolicies(object), ...checkRule(object, declared)].map((finding) => ({ ...finding, object })),
  );
}
