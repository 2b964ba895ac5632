import { describe, expect, it } from 'vitest';
import { clusterText } from '../../testing/cluster-manifests.ts';
import { type Defect, expectRefused, problemsOf, sampleWith } from '../../testing/shop-manifests.ts';

const defects: readonly Defect[] = [
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
];

describe('an autoscaler', () => {
  it.each(defects)('%j written as %j is refused at %s', (...defect) => {
    expectRefused(clusterText, defect);
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
});
