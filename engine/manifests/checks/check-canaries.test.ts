import { describe, expect, it } from 'vitest';
import { canaryText } from '../../testing/cluster-manifests.ts';
import { type Defect, expectRefused, problemsOf, sampleWith } from '../../testing/shop-manifests.ts';

const lookahead = '"^(?!/internal/).*$"';

const virtualService = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: web
  namespace: shop
spec:
  hosts: [web.shop.svc.cluster.local]
  http:
    - route:
        - destination: { host: web }
`;

const destinationRule = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: web
  namespace: shop
spec:
  host: web-primary
`;

describe('a Canary', () => {
  it('is read without a problem', () => {
    expect(problemsOf(canaryText)).toEqual([]);
  });

  it.each<Defect>([
    [
      'Deployment, name: web }\n  autoscalerRef',
      'Deployment, name: shop }\n  autoscalerRef',
      'spec.targetRef.name',
      /no Deployment shop/,
    ],
    [
      'HorizontalPodAutoscaler, name: web',
      'HorizontalPodAutoscaler, name: shop',
      'spec.autoscalerRef.name',
      /no HorizontalPodAutoscaler shop/,
    ],
    [
      '  autoscalerRef: { apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, name: web }\n',
      '',
      'spec.autoscalerRef',
      /is missing: Flagger would not scale the primary/,
    ],
    [
      'targetPort: http\n    gateways',
      'targetPort: https\n    gateways',
      'spec.service.targetPort',
      /no container port https/,
    ],
    [
      '    port: 8080\n    targetPort',
      '    port: 9090\n    targetPort',
      'spec.service.port',
      /Service web has no port 9090/,
    ],
    ['gateways: [mesh]', 'gateways: [public]', 'spec.service.gateways[0]', /no Gateway public/],
    [
      '{ maxEjectionPercent: 50 }',
      '{ maxEjectionPercent: 20 }',
      'spec.service.trafficPolicy.outlierDetection.maxEjectionPercent',
      /can never eject one of 2 replicas/,
    ],
    [
      'stepWeights: [10, 30, 50]',
      'stepWeights: [10, 10, 50]',
      'spec.analysis.stepWeights[1]',
      /must be more than the step before it/,
    ],
    [
      'stepWeights: [10, 30, 50]',
      'stepWeights: [10, 30]\n    iterations: 5',
      'spec.analysis',
      /exactly one of stepWeight, stepWeights, iterations/,
    ],
    ['interval: 1m', 'interval: 1h', 'spec.analysis.interval', /minutes or seconds/],
    [
      'templateRef: { name: errors }',
      'templateRef: { name: error }',
      'spec.analysis.metrics[0].templateRef.name',
      /no MetricTemplate error/,
    ],
    [
      '        templateRef: { name: errors }\n',
      '',
      'spec.analysis.metrics[0].name',
      /is none of request-success-rate/,
    ],
    ['        thresholdRange: { max: 5 }\n', '', 'spec.analysis.metrics[0]', /accepts every value/],
    ['type: prometheus,', 'type: datadog,', 'spec.provider.type', /must be prometheus/],
    [
      'tier: front }',
      'app: web }',
      'spec.selector.matchLabels.app',
      /is renamed on the primary's pods of Canary web/,
    ],
    [
      '      app: web\n  template',
      '      tier: front\n  template',
      'spec.targetRef.name',
      /selects by none of app, name/,
    ],
    ['gateways: [mesh]', 'gateways: [mesh]\n    timeout: "11"', 'spec.service.timeout', /must be a duration/],
    [
      'gateways: [mesh]',
      'gateways: [mesh]\n    retries: { attempts: 3, retryOn: never }',
      'spec.service.retries.retryOn',
      /"never" is no policy/,
    ],
    [
      'gateways: [mesh]',
      'gateways: [mesh]\n    retries: { attempts: -1 }',
      'spec.service.retries.attempts',
      /at least 0/,
    ],
    [
      'maxEjectionPercent: 50 }',
      'maxEjectionPercent: 50 }\n      tls: { mode: MUTUAL }',
      'spec.service.trafficPolicy.tls.privateKey',
      /is missing/,
    ],
    [
      'gateways: [mesh]',
      `gateways: [mesh]\n    match: [{ uri: { regex: ${lookahead} } }]`,
      'spec.service.match[0].uri.regex',
      /regular expression of RE2/,
    ],
    [
      'threshold: 2',
      `threshold: 2\n    match: [{ headers: { x: { regex: ${lookahead} } } }]`,
      'spec.analysis.match[0].headers.x.regex',
      /regular expression of RE2/,
    ],
  ])('with %j written as %j is refused at %s', (...defect) => {
    expectRefused(canaryText, defect);
  });

  it('leaves no room for a VirtualService of the same host', () => {
    expect(problemsOf(`${canaryText}---\n${virtualService}`)).toContainEqual(
      expect.objectContaining({
        path: 'spec.hosts[0]',
        message: expect.stringMatching(/is the host of Canary web/),
      }),
    );
  });

  it('leaves no room for a DestinationRule of its primary', () => {
    expect(problemsOf(`${canaryText}---\n${destinationRule}`)).toContainEqual(
      expect.objectContaining({ path: 'spec.host', message: expect.stringMatching(/belongs to Canary web/) }),
    );
  });

  describe('whose target a VerticalPodAutoscaler sizes under the name of the primary', () => {
    const steeredByCpu =
      '  minReplicas: 2\n  maxReplicas: 8\n  metrics:\n    - type: Resource\n      resource:\n        name: cpu\n        target: { type: AverageValue, averageValue: 500m }\n';
    const ofPrimary = `${sampleWith('  minReplicas: 2\n  maxReplicas: 8\n', steeredByCpu, canaryText)}---
apiVersion: autoscaling.k8s.io/v1
kind: VerticalPodAutoscaler
metadata:
  name: web
  namespace: shop
spec:
  targetRef: { apiVersion: apps/v1, kind: Deployment, name: web-primary }
  updatePolicy:
    updateMode: "Off"
  resourcePolicy:
    containerPolicies:
      - containerName: web
`;

    it('is read without a problem, because Flagger makes that Deployment', () => {
      expect(problemsOf(ofPrimary)).toEqual([]);
    });

    it.each([
      ['name: web-primary', 'name: shop-primary', 'spec.targetRef.name', /no Deployment shop-primary/],
      [
        'containerName: web',
        'containerName: wob',
        /containerName$/,
        /Deployment web-primary has no container wob/,
      ],
      ['"Off"', 'Recreate', 'spec.updatePolicy.updateMode', /cpu\) a HorizontalPodAutoscaler steers by/],
    ])('is checked as the target itself would be: %j written as %j', (found, replacement, path, message) => {
      expect(problemsOf(sampleWith(found, replacement, ofPrimary))).toContainEqual(
        expect.objectContaining({
          path: expect.stringMatching(path),
          message: expect.stringMatching(message),
        }),
      );
    });
  });
});
