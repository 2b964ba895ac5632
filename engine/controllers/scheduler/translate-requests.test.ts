import { expect, test } from 'vitest';
import type { PodSpec } from '../../schemas/pod.ts';
import { translateRequests } from './translate-requests.ts';

type Resources = PodSpec['containers'][number]['resources'];

function container(resources: Resources = {}) {
  return { name: 'main', image: 'v1', resources };
}

test.each([
  { what: 'nothing written', spec: { containers: [container()] }, cpu: 0, mebibytes: 0 },
  {
    what: 'the sum of the containers',
    spec: {
      containers: [
        container({ requests: { cpu: '100m', memory: '64Mi' } }),
        container({ requests: { cpu: 0.5, memory: '1Gi' } }),
      ],
    },
    cpu: 0.6,
    mebibytes: 1088,
  },
  {
    what: 'a limit where no request is written',
    spec: { containers: [container({ limits: { cpu: '1', memory: '128Mi' }, requests: { cpu: '250m' } })] },
    cpu: 0.25,
    mebibytes: 128,
  },
  {
    what: 'the init container that asks more, each resource for itself',
    spec: {
      containers: [container({ requests: { cpu: '100m', memory: '512Mi' } })],
      initContainers: [
        container({ requests: { cpu: '2', memory: '64Mi' } }),
        container({ requests: { cpu: '1', memory: '64Mi' } }),
      ],
    },
    cpu: 2,
    mebibytes: 512,
  },
  {
    what: 'the overhead on top',
    spec: {
      containers: [container({ requests: { cpu: '100m', memory: '64Mi' } })],
      overhead: { cpu: '50m', memory: '16Mi' },
    },
    cpu: 0.15,
    mebibytes: 80,
  },
])('$what', ({ spec, cpu, mebibytes }) => {
  const requests = translateRequests(spec);
  expect(requests.cpu).toBeCloseTo(cpu, 9);
  expect(requests.memoryBytes).toBe(mebibytes * 2 ** 20);
});
