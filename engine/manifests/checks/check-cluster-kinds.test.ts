import { describe, expect, it } from 'vitest';
import { clusterText } from '../../testing/cluster-manifests.ts';
import { problemsOf, sampleWith } from '../../testing/shop-manifests.ts';

type Defect = readonly [found: string, replacement: string, path: string, message: RegExp];

const autoscaling: readonly Defect[] = [
  [
    'averageUtilization: 70',
    'averageUtilisation: 70',
    'spec.metrics[0].resource.target.averageUtilisation',
    /did you mean averageUtilization/,
  ],
  [
    'averageUtilization: 70',
    'averageUtilization: "70"',
    'spec.metrics[0].resource.target.averageUtilization',
    /whole number.*without quotes/,
  ],
  [
    'averageValue: 500m',
    'averageValue: 500 m',
    'spec.metrics[2].external.target.averageValue',
    /must be a quantity/,
  ],
  ['averageValue: 500m', 'value: 500m', 'spec.metrics[2].external.target', /must have averageValue/],
  [
    '{ type: AverageValue, averageValue: "40" }',
    '{ type: Utilization, averageUtilization: 70 }',
    'spec.metrics[1].pods.target.type',
    /must be AverageValue/,
  ],
  ['type: Resource\n', 'type: Pods\n', 'spec.metrics[0]', /must have pods/],
  ['maxReplicas: 8', 'maxReplicas: 1', 'spec.minReplicas', /must not be more than maxReplicas, 1/],
  [
    'Deployment, name: web }\n  minReplicas',
    'Deployment, name: shop }\n  minReplicas',
    'spec.scaleTargetRef.name',
    /no Deployment shop is declared/,
  ],
  [
    'name: requests_per_second',
    'name: request_per_second',
    'spec.metrics[1].pods.metric.name',
    /no rule of prometheus-adapter answers for request_per_second: did you mean requests_per_second/,
  ],
  [
    'metric: { name: backlog }',
    'metric: { name: queue }',
    'spec.metrics[2].external.metric.name',
    /no rule of prometheus-adapter answers for queue: there are backlog/,
  ],
  [
    '              cpu: 100m\n',
    '              memory: 100Mi\n',
    'spec.metrics[0].resource.name',
    /container web of Deployment web requests no cpu/,
  ],
  [
    'periodSeconds: 15 }',
    'periodSeconds: 3600 }',
    'spec.behavior.scaleUp.policies[0].periodSeconds',
    /at most 1800/,
  ],
  ['updateMode: "Off"', 'updateMode: Sometimes', 'spec.updatePolicy.updateMode', /must be Off, Initial/],
  [
    'updateMode: "Off"',
    'updateMode: InPlaceOrRecreate',
    'spec.updatePolicy.updateMode',
    /changes the requests whose utilization \(cpu\) a HorizontalPodAutoscaler steers by/,
  ],
  [
    'maxAllowed: { cpu: "2" }',
    'maxAllowed: { cpu: 10m }',
    'spec.resourcePolicy.containerPolicies[0].minAllowed.cpu',
    /must not be more than maxAllowed/,
  ],
  [
    'containerName: web',
    'containerName: wob',
    'spec.resourcePolicy.containerPolicies[0].containerName',
    /has no container wob/,
  ],
  [
    'metricsQuery: max(backlog)',
    'metricQuery: max(backlog)',
    'data["config.yaml"]',
    /line 7: externalRules\[0\].metricQuery: .*did you mean metricsQuery/,
  ],
  ['maxUnavailable: 1', 'maxUnavailable: 0', 'spec.maxUnavailable', /lets no pod go when there are 2/],
  ['maxUnavailable: 1', 'minAvailable: 100%', 'spec.minAvailable', /lets no pod go when there are 2/],
  [
    'maxUnavailable: 1',
    'maxUnavailable: 1\n  minAvailable: 1',
    'spec',
    /exactly one of minAvailable, maxUnavailable/,
  ],
  ['maxUnavailable: 1', 'maxUnavailable: half', 'spec.maxUnavailable', /a number of pods, or a percentage/],
];

const network: readonly Defect[] = [
  [
    '- port: http',
    '- port: https',
    'spec.ingress[0].ports[0].port',
    /no selected container has a port https/,
  ],
  [
    'cnpg.io/cluster: postgres',
    'cnpg.io/cluster: mysql',
    'spec.egress[0].to[0].podSelector',
    /matches no pod/,
  ],
  [
    'policyTypes: [Ingress, Egress]',
    'policyTypes: [Ingress]',
    'spec.egress',
    /has no effect: policyTypes lacks Egress/,
  ],
  [
    '{ protocol: TCP, port: 5432 }',
    '{ protocol: TCP, port: 5432, endPort: 80 }',
    'spec.egress[0].ports[0].endPort',
    /must follow a number/,
  ],
  ['hosts: [web]', 'hosts: [shop]', 'spec.hosts[0]', /no Service shop is declared/],
  [
    'gateways: [public, mesh]',
    'gateways: [private, mesh]',
    'spec.gateways[0]',
    /no Gateway private is declared/,
  ],
  [
    'subset: v1,',
    'subset: v2,',
    'spec.http[0].route[0].destination.subset',
    /no DestinationRule of web has a subset v2/,
  ],
  [
    'port: { number: 8080 }',
    'port: { number: 9090 }',
    'spec.http[0].route[0].destination.port.number',
    /Service web has no port 9090/,
  ],
  ['timeout: 5s', 'timeout: 5', 'spec.http[1].timeout', /must be a text.*in quotes/],
  ['timeout: 5s', 'timeout: five', 'spec.http[1].timeout', /must be a duration/],
  [
    'x-beta: { exact: "yes" }',
    'x-beta: { exact: "yes", prefix: "y" }',
    'spec.http[0].match[0].headers.x-beta',
    /at most one of exact, prefix, regex/,
  ],
  [
    '    - match:\n        - headers: { x-beta: { exact: "yes" } }\n      route:',
    '    - route:',
    'spec.http[1]',
    /is never reached/,
  ],
  [
    'maxEjectionPercent: 50',
    'maxEjectionPercent: 10',
    'spec.trafficPolicy.outlierDetection.maxEjectionPercent',
    /can never eject one of 2 replicas at 10%: write 50 or more/,
  ],
  ['labels: { app: web }\n', 'labels: { app: shop }\n', 'spec.subsets[0].labels', /match no pod of the host/],
  ['host: web\n', 'host: shop\n', 'spec.host', /no Service shop is declared/],
];

const others: readonly Defect[] = [
  [
    'mtls: { mode: STRICT }',
    'mtls: { mode: ON }',
    'spec.mtls.mode',
    /must be UNSET, DISABLE, PERMISSIVE or STRICT/,
  ],
  [
    'ns/shop/sa/web',
    'ns/shop/sa/cart',
    'spec.rules[0].from[0].source.principals[0]',
    /no ServiceAccount cart is declared/,
  ],
  [
    'cluster.local/ns/shop/sa/web',
    'web',
    'spec.rules[0].from[0].source.principals[0]',
    /of the form cluster.local/,
  ],
  [
    'paths: [/orders/*]',
    'paths: [/orders/*/cancel]',
    'spec.rules[0].to[0].operation.paths[0]',
    /has a \* in its middle/,
  ],
  [
    'ports: ["8080"]',
    'ports: ["80"]',
    'spec.rules[0].to[0].operation.ports[0]',
    /no container that it holds for listens on 80/,
  ],
  [
    '  rules:\n    - from',
    '  action: DENY\n  rules: []\n  unused:\n    - from',
    'spec.rules',
    /are missing: without one a policy of action DENY/,
  ],
  ['interval: 15s', 'interval: 15', 'spec.podMetricsEndpoints[0].interval', /must be a text/],
  ['for: 1m', 'for: soon', 'spec.groups[0].rules[0].for', /must be a duration of Prometheus/],
  [
    'alert: WebDown',
    'record: web:down\n          alert: WebDown',
    'spec.groups[0].rules[0]',
    /exactly one of record, alert/,
  ],
  [
    'kind: Role, name: observer',
    'kind: Role, name: operator',
    'roleRef.name',
    /no Role operator is declared/,
  ],
  [
    'kind: ServiceAccount, name: web,',
    'kind: ServiceAccount, name: wob,',
    'subjects[0].name',
    /no ServiceAccount wob is declared/,
  ],
  [
    'apiVersion: policy/v1\n',
    'apiVersion: policy/v1beta1\n',
    'apiVersion',
    /must be policy\/v1 for a PodDisruptionBudget/,
  ],
];

describe('kinds that a cluster acts on', () => {
  it('are read without a problem', () => {
    expect(problemsOf(clusterText)).toEqual([]);
  });

  describe.each([
    ['autoscaling and budgets', autoscaling],
    ['network and routing', network],
    ['security, monitoring and roles', others],
  ])('%s', (_, defects) => {
    it.each(defects)('%j written as %j is refused at %s', (found, replacement, path, message) => {
      expect(problemsOf(sampleWith(found, replacement, clusterText))).toContainEqual(
        expect.objectContaining({ path, message: expect.stringMatching(message), line: expect.any(Number) }),
      );
    });
  });

  it.each(['Resource', 'ContainerResource'])(
    'takes the limit for the request that is left out, for a utilization of type %s',
    (type) => {
      const field = type === 'Resource' ? 'resource:' : 'containerResource:\n        container: web';
      const metric = sampleWith(
        'type: Resource\n      resource:',
        `type: ${type}\n      ${field}`,
        clusterText,
      );
      const limited = sampleWith(
        'requests:\n              cpu: 100m',
        'limits:\n              cpu: 100m',
        metric,
      );
      expect(problemsOf(limited)).toEqual([]);
    },
  );

  it('refuses a second object of one kind and name', () => {
    const second = clusterText.slice(
      clusterText.indexOf('apiVersion: networking.istio.io/v1\nkind: Gateway'),
    );
    const gateway = second.slice(0, second.indexOf('---\n'));
    expect(problemsOf(`${clusterText}---\n${gateway}`)).toContainEqual(
      expect.objectContaining({ message: expect.stringMatching(/Gateway public is declared at .* already/) }),
    );
  });

  it('refuses malformed text where it stands, and still reads the rest', () => {
    const broken = sampleWith('paths: [/orders/*]', 'paths: [/orders/*', clusterText);
    expect(problemsOf(broken)[0]).toMatchObject({ message: expect.stringMatching(/not valid YAML/) });
  });
});
