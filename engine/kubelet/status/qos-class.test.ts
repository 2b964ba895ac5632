import { expect, test } from 'vitest';
import type { Container } from '../../manifests/index.ts';
import { qosClassOf } from './qos-class.ts';

type Resources = NonNullable<Container['resources']>;

const whole = { cpu: '500m', memory: '1Gi' };

test.each<[string, readonly Resources[], string]>([
  ['nothing is asked for', [{}, {}], 'BestEffort'],
  ['all is limited', [{ limits: whole }], 'Guaranteed'],
  [
    'all is limited and requested, in other words',
    [{ limits: whole, requests: { cpu: 0.5, memory: '1024Mi' } }],
    'Guaranteed',
  ],
  ['less is requested than the limit', [{ limits: whole, requests: { cpu: '100m' } }], 'Burstable'],
  ['only memory is limited', [{ limits: { memory: '1Gi' } }], 'Burstable'],
  ['another container asks for nothing', [{ limits: whole }, {}], 'Burstable'],
  ['only something else is asked for', [{ requests: { 'example.com/gpu': 1 } }], 'BestEffort'],
])('where %s', (_title, resources, expected) => {
  const containers = resources.map((each, index) => ({ name: `c${index}`, image: 'x', resources: each }));
  expect(qosClassOf({ containers })).toBe(expected);
  const [first, ...others] = containers;
  if (first === undefined) return;
  expect(qosClassOf({ initContainers: [first], containers: others.length > 0 ? others : [first] })).toBe(
    expected,
  );
});
