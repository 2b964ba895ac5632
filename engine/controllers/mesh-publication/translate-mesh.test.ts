import { expect, test } from 'vitest';
import { MeshObjects } from '../../testing/mesh-objects.ts';
import { translateMesh } from './translate-mesh.ts';

const around = { adminPort: 20_000, allowedHosts: ['shop.example.com'], hostListeners: [] };

function meshOf(objects: MeshObjects, changes: Partial<Parameters<typeof translateMesh>[1]> = {}) {
  return translateMesh(objects.store, { ...around, ...changes });
}

test('gives a service the pods of its Endpoints, known by the Deployment that made them', () => {
  const objects = new MeshObjects();
  objects.deployment({ name: 'web', namespace: 'shop' });
  objects.pod({ name: 'web-5d9-a', namespace: 'shop', replicaSet: 'web-5d9', labels: { version: 'v2' } });
  objects.service({ name: 'web', namespace: 'shop', pods: { 'web-5d9-a': 20_001 } });
  expect(meshOf(objects).services).toEqual([
    {
      name: 'web',
      namespace: 'shop',
      endpoints: [
        { pod: 'web-5d9-a', workload: 'web', version: 'v2', serviceAccount: 'robot', port: 20_001 },
      ],
    },
  ]);
});

test('keeps services of one name apart by their namespaces', () => {
  const objects = new MeshObjects();
  for (const [namespace, port] of [
    ['shop', 20_001],
    ['harbour', 20_002],
  ] as const) {
    objects.pod({ name: 'web-1', namespace });
    objects.service({ name: 'web', namespace, pods: { 'web-1': port } });
  }
  const { services } = meshOf(objects);
  expect(services.map(({ namespace, endpoints }) => [namespace, endpoints.map(({ port }) => port)])).toEqual([
    ['shop', [20_001]],
    ['harbour', [20_002]],
  ]);
});

test.each([
  ['begins to end', (objects: MeshObjects) => objects.endPod('web-1', 'shop')],
  ['is not ready any more', (objects: MeshObjects) => objects.setReady('web-1', 'shop', false)],
  [
    'is gone',
    (objects: MeshObjects) => objects.store.remove({ kind: 'Pod', name: 'web-1', namespace: 'shop' }),
  ],
])('leaves out a pod that %s, before its Endpoints say so', (_what, change) => {
  const objects = new MeshObjects();
  objects.pod({ name: 'web-1', namespace: 'shop' });
  objects.service({ name: 'web', namespace: 'shop', pods: { 'web-1': 20_001 } });
  expect(meshOf(objects).services[0]?.endpoints).toHaveLength(1);
  change(objects);
  expect(meshOf(objects).services[0]?.endpoints).toEqual([]);
});

test("takes the port of the service's first port where pods have several", () => {
  const objects = new MeshObjects();
  objects.pod({ name: 'web-1', namespace: 'shop' });
  objects.service({ name: 'web', namespace: 'shop', portNames: ['http', 'metrics'] });
  objects.endpoints({ name: 'web', namespace: 'shop' }, [
    {
      addresses: [{ ip: '127.0.0.1', targetRef: { kind: 'Pod', name: 'web-1' } }],
      ports: [
        { name: 'metrics', port: 20_009, protocol: 'TCP' },
        { name: 'http', port: 20_001, protocol: 'TCP' },
      ],
    },
  ]);
  expect(meshOf(objects).services[0]?.endpoints[0]?.port).toBe(20_001);
});

test('opens host ports for callers that nobody knows, and listeners of pods with who they are', () => {
  const objects = new MeshObjects();
  objects.service({ name: 'web', namespace: 'shop' });
  objects.pod({ name: 'a-1', namespace: 'shop', outbound: { 'web.shop': 20_002 } });
  const hostListeners = [{ service: 'web', namespace: 'shop', port: 8080 }];
  expect(meshOf(objects, { hostListeners }).listeners).toEqual([
    { port: 8080, destination: 'web.shop', source: null },
    {
      port: 20_002,
      destination: 'web.shop',
      source: { namespace: 'shop', serviceAccount: 'robot', workload: 'a-1', version: 'v1', pod: 'a-1' },
    },
  ]);
});

test('opens no listener for a service that is gone, nor on a port that another one has', () => {
  const objects = new MeshObjects();
  objects.service({ name: 'web', namespace: 'shop' });
  objects.pod({ name: 'a-1', namespace: 'shop', outbound: { 'web.shop': 20_002, 'books.shop': 20_003 } });
  objects.pod({ name: 'b-1', namespace: 'shop', outbound: { 'web.shop': 20_002 } });
  objects.pod({ name: 'c-1', namespace: 'shop', outbound: { 'web.shop': 20_000 } });
  objects.pod({ name: 'd-1', namespace: 'shop', outbound: { 'web.shop': 70_000 } });
  expect(meshOf(objects).listeners.map(({ port, source }) => [port, source?.pod])).toEqual([[20_002, 'a-1']]);
});

test.each([
  [{ labels: { 'service.istio.io/canonical-revision': 'r1', version: 'v9' } }, 'r1'],
  [{ labels: { version: '' }, image: 'shop/web:v3' }, 'v3'],
  [{ image: 'shop/web:v3-' }, 'latest'],
  [{ image: 'shop/web' }, 'latest'],
])('knows the version of a pod with %j as %s', (changes, version) => {
  const objects = new MeshObjects();
  objects.pod({ name: 'web-1', namespace: 'shop', ...changes });
  objects.service({ name: 'web', namespace: 'shop', pods: { 'web-1': 20_001 } });
  expect(meshOf(objects).services[0]?.endpoints[0]?.version).toBe(version);
});
