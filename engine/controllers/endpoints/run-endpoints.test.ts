import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Stored } from '../../api/objects/api-object.ts';
import { namespace, portOf, WorkloadCluster } from '../../testing/workload-cluster.ts';

let cluster: WorkloadCluster;

beforeEach(async () => {
  cluster = new WorkloadCluster();
  createService({ ports: [{ name: 'http', port: 80, targetPort: 'http' }] });
  await cluster.apply('web', { replicas: 2 });
});

afterEach(async () => {
  await cluster.stop();
  expect(cluster.failures).toEqual([]);
});

function createService(spec: Partial<Stored<'Service'>['spec']>): void {
  cluster.store.create({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace, labels: { team: 'reef' } },
    spec: { selector: { app: 'web' }, ports: [], ...spec },
  });
}

function endpoints(): Stored<'Endpoints'> | undefined {
  return cluster.store.get({ kind: 'Endpoints', name: 'web', namespace });
}

function addressOf({ metadata: { name, uid } }: Stored<'Pod'>) {
  return { ip: '127.0.0.1', nodeName: 'laptop', targetRef: { kind: 'Pod', namespace, name, uid } };
}

function byName(pods: readonly Stored<'Pod'>[]): readonly Stored<'Pod'>[] {
  return pods.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

function ready(): readonly (readonly [string | undefined, boolean])[] {
  return (endpoints()?.subsets ?? []).flatMap(({ addresses = [], notReadyAddresses = [] }) => [
    ...addresses.map(({ targetRef }) => [targetRef?.name, true] as const),
    ...notReadyAddresses.map(({ targetRef }) => [targetRef?.name, false] as const),
  ]);
}

test('a Service whose pods have not been started yet has Endpoints without addresses', () => {
  expect(endpoints()).toMatchObject({ metadata: { labels: { team: 'reef' } }, subsets: [] });
});

test('each pod is behind the Service at its own port of this machine', async () => {
  await cluster.runPods();
  const pods = byName(cluster.pods());
  expect(endpoints()?.subsets).toEqual(
    pods.map((pod) => ({
      addresses: [addressOf(pod)],
      ports: [{ name: 'http', port: portOf(pod), protocol: 'TCP' }],
    })),
  );
  const slices = cluster.store.list('EndpointSlice', namespace);
  expect(slices).toHaveLength(2);
  for (const slice of slices) {
    expect(slice.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(slice).toMatchObject({
      metadata: {
        labels: { team: 'reef', 'kubernetes.io/service-name': 'web' },
        ownerReferences: [{ kind: 'Service', name: 'web', controller: true }],
      },
      addressType: 'IPv4',
      endpoints: [
        {
          addresses: ['127.0.0.1'],
          conditions: { ready: true, serving: true, terminating: false },
          nodeName: 'laptop',
        },
      ],
    });
  }
});

test('follows a pod from ready to unready, to its end', async () => {
  await cluster.runPods();
  const [first, second] = byName(cluster.pods());
  if (first === undefined || second === undefined) throw new Error('there are two pods');
  cluster.setReady(first, false);
  await cluster.settle();
  expect(ready()).toEqual([
    [first.metadata.name, false],
    [second.metadata.name, true],
  ]);
  cluster.store.delete({ kind: 'Pod', name: second.metadata.name, namespace });
  await cluster.settle();
  expect(ready()).toEqual([[first.metadata.name, false]]);
  const ending = cluster.store
    .list('EndpointSlice', namespace)
    .flatMap((slice) => slice.endpoints)
    .find(({ targetRef }) => targetRef?.name === second.metadata.name);
  expect(ending?.conditions).toEqual({ ready: false, serving: true, terminating: true });
  cluster.store.remove({ kind: 'Pod', name: second.metadata.name, namespace });
  await cluster.settle();
  expect(cluster.store.list('EndpointSlice', namespace)).toHaveLength(1);
});

test('a pod that changes its labels leaves the Service', async () => {
  await cluster.runPods();
  const [first] = cluster.pods();
  cluster.store.edit({ kind: 'Pod', name: first?.metadata.name ?? '', namespace }, (now) => ({
    ...now,
    metadata: { ...now.metadata, labels: {} },
  }));
  await cluster.settle();
  expect(ready()).toHaveLength(1);
});

test('writes again what somebody deletes, and nothing while nothing changes', async () => {
  await cluster.runPods();
  const before = endpoints()?.subsets;
  cluster.store.delete({ kind: 'Endpoints', name: 'web', namespace });
  const [slice] = cluster.store.list('EndpointSlice', namespace);
  cluster.store.delete({ kind: 'EndpointSlice', name: slice?.metadata.name ?? '', namespace });
  await cluster.settle();
  expect(endpoints()?.subsets).toEqual(before);
  expect(cluster.store.list('EndpointSlice', namespace)).toHaveLength(2);
  const { resourceVersion } = cluster.store;
  const [pod] = cluster.pods();
  if (pod !== undefined) cluster.setReady(pod, true);
  await cluster.settle();
  expect(cluster.store.resourceVersion).toBe(resourceVersion);
});

test('goes with its Service', async () => {
  await cluster.runPods();
  cluster.store.delete({ kind: 'Service', name: 'web', namespace });
  await cluster.settle();
  expect(endpoints()).toBeUndefined();
  expect(cluster.store.list('EndpointSlice', namespace)).toEqual([]);
});
