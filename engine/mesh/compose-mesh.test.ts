import { expect, test } from 'vitest';
import type { Service } from '../manifests/index.ts';
import { composeMesh, type MeshPod } from './compose-mesh.ts';

function service(name: string, selector: Record<string, string>): Service {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector, ports: [{ port: 80 }] } };
}

function pod(name: string, labels: Record<string, string>, changes: Partial<MeshPod> = {}): MeshPod {
  const plan = { name: `deployment-of-${name}`, labels, serviceAccount: 'robot', version: 'v1' };
  return { name, plan, port: 20_001, takesRequests: true, listeners: new Map(), ...changes };
}

const base = {
  namespace: 'shop',
  adminPort: 20_000,
  allowedHosts: [],
  hostListeners: [],
  services: [],
  pods: [],
};

test('gives a service the pods that its selector names, whichever Deployment they are of', () => {
  const { services } = composeMesh({
    ...base,
    services: [service('web', { app: 'web' }), service('stable', { app: 'web', track: 'stable' })],
    pods: [
      pod('a', { app: 'web', track: 'stable' }),
      pod('b', { app: 'web', track: 'new' }),
      pod('c', { app: 'x' }),
    ],
  });
  expect(services.map(({ name, endpoints }) => [name, endpoints.map((endpoint) => endpoint.pod)])).toEqual([
    ['web', ['a', 'b']],
    ['stable', ['a']],
  ]);
});

test('leaves out pods that take no requests or serve no port', () => {
  const { services } = composeMesh({
    ...base,
    services: [service('web', { app: 'web' })],
    pods: [pod('a', { app: 'web' }, { takesRequests: false }), pod('b', { app: 'web' }, { port: null })],
  });
  expect(services[0]?.endpoints).toEqual([]);
});

test('opens host ports for callers that nobody knows, and listeners of pods with who they are', () => {
  const { listeners } = composeMesh({
    ...base,
    hostListeners: [{ service: 'web', port: 8080 }],
    pods: [pod('a', {}, { listeners: new Map([['web.shop', 20_002]]) })],
  });
  expect(listeners).toEqual([
    { port: 8080, destination: 'web.shop', source: null },
    {
      port: 20_002,
      destination: 'web.shop',
      source: {
        namespace: 'shop',
        serviceAccount: 'robot',
        workload: 'deployment-of-a',
        version: 'v1',
        pod: 'a',
      },
    },
  ]);
});
