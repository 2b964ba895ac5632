import { expect, test } from 'vitest';
import { aggregatedDiscovery, discoveryDocument, openApiDocument, openApiIndex } from './index.ts';

type Resources = { resources: { name: string; kind: string; verbs: string[]; group?: string }[] };
const namesAt = (path: string) => (discoveryDocument(path) as Resources).resources.map(({ name }) => name);

test('names every resource with its subresources where the client looks for them', () => {
  expect(namesAt('/api/v1')).toEqual(
    expect.arrayContaining(['pods', 'pods/status', 'pods/log', 'pods/eviction', 'events', 'nodes']),
  );
  expect(namesAt('/apis/apps/v1')).toEqual([
    'deployments',
    'deployments/status',
    'deployments/scale',
    'replicasets',
    'replicasets/status',
    'replicasets/scale',
  ]);
  expect(namesAt('/apis/metrics.k8s.io/v1beta1')).toEqual(['nodes', 'pods']);
});

test('says of Scale and Eviction in which group they are', () => {
  const { resources } = discoveryDocument('/apis/apps/v1') as Resources;
  expect(resources.find(({ name }) => name === 'deployments/scale')).toMatchObject({
    group: 'autoscaling',
    version: 'v1',
    kind: 'Scale',
  });
});

test.each([
  '/apis/nowhere',
  '/apis/apps/v2',
  '/api/v2',
  '/apis/',
  '/apis//v1',
  '/apis/apps/v1/x',
  '/api/v1/x',
  '/other',
])('has no document at %s', (path) => {
  expect(discoveryDocument(path)).toBeUndefined();
});

test.each(['v2', 'v2beta1'] as const)('tells the same in one document, in the version %s', (version) => {
  const core = aggregatedDiscovery('/api', version) as { items: { versions: { resources: object[] }[] }[] };
  expect(core).toMatchObject({ apiVersion: `apidiscovery.k8s.io/${version}` });
  expect(core.items).toHaveLength(1);
  expect(core.items[0]?.versions[0]?.resources).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        resource: 'pods',
        scope: 'Namespaced',
        responseKind: { group: '', version: 'v1', kind: 'Pod' },
      }),
    ]),
  );
});

test('offers the parameters by which a client leaves validation to the server', () => {
  expect(openApiIndex()).toMatchObject({
    paths: { 'apis/apps/v1': { serverRelativeURL: '/openapi/v3/apis/apps/v1' } },
  });
  expect(openApiDocument('apis/apps/v1', 'v1')).toMatchObject({
    paths: {
      '/apis/apps/v1/namespaces/{namespace}/deployments/{name}': {
        patch: {
          parameters: expect.arrayContaining([
            expect.objectContaining({ name: 'fieldValidation', in: 'query' }),
          ]),
          'x-kubernetes-group-version-kind': { group: 'apps', version: 'v1', kind: 'Deployment' },
        },
      },
    },
  });
  expect(openApiDocument('apis/apps/v9', 'v1')).toBeUndefined();
});
