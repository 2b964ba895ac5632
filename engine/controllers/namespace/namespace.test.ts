import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StoredKind } from '../../api/objects/api-object.ts';
import { ObjectStore } from '../../api/store/object-store.ts';
import { SteppedClock } from '../../testing/stepped-clock.ts';
import type { Controller } from '../reconciler.ts';
import { createNamespaceController } from './run-namespaces.ts';

let clock: SteppedClock;
let store: ObjectStore;
let controller: Controller;
let failures: unknown[];

beforeEach(() => {
  clock = new SteppedClock();
  store = new ObjectStore({ clock });
  failures = [];
  const logger = { error: (context: unknown) => void failures.push(context) };
  controller = createNamespaceController({ store, clock, logger });
  controller.start();
});

afterEach(async () => {
  await controller.stop();
  expect(failures).toEqual([]);
});

const settle = () => clock.advance(0);
const sea = { kind: 'Namespace' as const, name: 'sea' };
const accounts = () => store.list('ServiceAccount').map(({ metadata }) => metadata.namespace);

async function createSea(): Promise<void> {
  store.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'sea' } });
  await settle();
}

function create(kind: StoredKind, metadata: object = {}): void {
  store.create({
    apiVersion: 'v1',
    kind,
    metadata: { name: 'reef', namespace: 'sea', ...metadata },
    spec: { nodeName: 'laptop' },
  });
}

test('begins with the namespaces of a cluster, and gives each its default account, for good', async () => {
  expect(store.list('Namespace').map(({ metadata }) => metadata.name)).toEqual([
    'default',
    'kube-system',
    'kube-public',
  ]);
  await createSea();
  expect(accounts()).toEqual(['default', 'kube-system', 'kube-public', 'sea']);
  expect(store.get(sea)?.metadata.labels).toEqual({ 'kubernetes.io/metadata.name': 'sea' });
  store.delete({ kind: 'ServiceAccount', name: 'default', namespace: 'default' });
  await settle();
  expect(accounts()).toContain('default');
});

test('deletes what is in a namespace, and the namespace when everything is gone', async () => {
  await createSea();
  create('ConfigMap');
  create('Pod');
  create('Secret', { namespace: 'default' });
  store.delete(sea);
  await settle();
  expect(store.get(sea)?.status).toMatchObject({
    phase: 'Terminating',
    conditions: [
      { type: 'NamespaceContentRemaining', status: 'True', message: expect.stringContaining('pods. has 1') },
      { type: 'NamespaceFinalizersRemaining', status: 'False' },
    ],
  });
  const left = store.all().filter(({ metadata }) => metadata.namespace === 'sea');
  expect(left.map(({ kind }) => kind)).toEqual(['Pod']);
  store.delete({ kind: 'Pod', name: 'reef', namespace: 'sea' }, { graceSeconds: 0 });
  await settle();
  expect(store.get(sea)).toBeUndefined();
  expect(accounts()).not.toContain('sea');
  expect(store.list('Secret')).toHaveLength(1);
});

test('says what holds a namespace, and goes on after a restart', async () => {
  await createSea();
  create('ConfigMap', { finalizers: ['a.example/held'] });
  await controller.stop();
  store.delete(sea);
  controller = createNamespaceController({ store, clock, logger: { error: () => undefined } });
  controller.start();
  await settle();
  expect(store.get(sea)?.status?.['conditions']).toMatchObject([
    { reason: 'SomeResourcesRemain' },
    { reason: 'SomeFinalizersRemain', message: expect.stringContaining('a.example/held in 1') },
  ]);
  store.edit({ kind: 'ConfigMap', name: 'reef', namespace: 'sea' }, (current) => ({
    ...current,
    metadata: { ...current.metadata, finalizers: [] },
  }));
  await settle();
  expect(store.get(sea)).toBeUndefined();
});
