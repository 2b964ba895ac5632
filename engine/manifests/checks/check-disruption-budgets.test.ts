import { describe, it } from 'vitest';
import { clusterText } from '../../testing/cluster-manifests.ts';
import { type Defect, expectRefused } from '../../testing/shop-manifests.ts';

const defects: readonly Defect[] = [
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

describe('a PodDisruptionBudget', () => {
  it.each(defects)('%j written as %j is refused at %s', (...defect) => {
    expectRefused(clusterText, defect);
  });
});
