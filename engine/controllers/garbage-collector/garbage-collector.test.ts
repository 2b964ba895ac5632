import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Stored, StoredKind } from '../../api/objects/api-object.ts';
import { controllerReference } from '../../api/objects/owner-references.ts';
import { ObjectStore } from '../../api/store/object-store.ts';
import { SteppedClock } from '../../testing/stepped-clock.ts';
import type { Controller } from '../reconciler.ts';
import { createGarbageCollector } from './run-garbage-collector.ts';

let clock: SteppedClock;
let store: ObjectStore;
let collector: Controller;
let failures: unknown[];

beforeEach(() => {
  clock = new SteppedClock();
  store = new ObjectStore({ clock });
  failures = [];
  const logger = { error: (context: unknown) => void failures.push(context), debug: () => undefined };
  collector = createGarbageCollector({ store, clock, logger });
  collector.start();
});

afterEach(async () => {
  await collector.stop();
  expect(failures).toEqual([]);
});

function create(
  kind: StoredKind,
  name: string,
  owners: readonly Stored[] = [],
  metadata: object = {},
): Stored {
  const ownerReferences = owners.map((owner) => controllerReference(owner));
  return store.create({
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace: 'sea', ownerReferences, ...metadata },
    spec: kind === 'Pod' ? { nodeName: 'laptop', terminationGracePeriodSeconds: 9 } : {},
  }) as Stored;
}

function createWorkload(): void {
  const deployment = create('Deployment', 'web');
  const replicaSet = create('ReplicaSet', 'web-1', [deployment]);
  create('Pod', 'web-1-a', [replicaSet]);
  create('Pod', 'web-1-b', [replicaSet]);
  create('ConfigMap', 'settings');
}

const web = { kind: 'Deployment' as const, name: 'web', namespace: 'sea' };
const settle = () => clock.advance(0);
const names = () => store.all().map(({ metadata }) => metadata.name);
const ending = () =>
  store
    .all()
    .filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
    .map(({ metadata }) => metadata.name);

function endPods(): void {
  for (const { metadata } of store.list('Pod'))
    store.delete({ kind: 'Pod', name: metadata.name, namespace: 'sea' }, { graceSeconds: 0 });
}

test('deletes what an object owned after it, and nothing else', async () => {
  createWorkload();
  store.delete(web);
  await settle();
  expect(names()).toEqual(['web-1-a', 'web-1-b', 'settings']);
  expect(ending()).toEqual(['web-1-a', 'web-1-b']);
  endPods();
  expect(names()).toEqual(['settings']);
});

test('deletes what an object owns before it in the foreground, as far as it blocks', async () => {
  createWorkload();
  store.delete(web, { propagationPolicy: 'Foreground' });
  await settle();
  expect(names()).toEqual(['web', 'web-1', 'web-1-a', 'web-1-b', 'settings']);
  expect(ending()).toEqual(['web', 'web-1', 'web-1-a', 'web-1-b']);
  endPods();
  await settle();
  expect(names()).toEqual(['settings']);
});

test('does not wait for a dependent that does not block', async () => {
  const deployment = create('Deployment', 'web');
  const { uid } = deployment.metadata;
  const reference = { apiVersion: 'v1', kind: 'Deployment', name: 'web', uid };
  create('Pod', 'web-a', [], { ownerReferences: [reference] });
  store.delete(web, { propagationPolicy: 'Foreground' });
  await settle();
  expect(names()).toEqual(['web-a']);
  expect(ending()).toEqual(['web-a']);
});

test('leaves what an object owned to itself when it is orphaned', async () => {
  createWorkload();
  store.delete(web, { propagationPolicy: 'Orphan' });
  await settle();
  expect(names()).toEqual(['web-1', 'web-1-a', 'web-1-b', 'settings']);
  expect(ending()).toEqual([]);
  const key = { kind: 'ReplicaSet' as const, name: 'web-1', namespace: 'sea' };
  expect(store.get(key)?.metadata.ownerReferences).toEqual([]);
});

test('keeps an object as long as one owner is left, and takes the others from it', async () => {
  const [one, other] = [create('ConfigMap', 'one'), create('ConfigMap', 'other')];
  create('Secret', 'shared', [one, other]);
  store.delete({ kind: 'ConfigMap', name: 'one', namespace: 'sea' });
  await settle();
  const shared = { kind: 'Secret' as const, name: 'shared', namespace: 'sea' };
  expect(store.get(shared)?.metadata.ownerReferences).toMatchObject([{ name: 'other' }]);
  store.delete({ kind: 'ConfigMap', name: 'other', namespace: 'sea' });
  await settle();
  expect(names()).toEqual([]);
});

test('takes an owner of the same name, or of another namespace, for none', async () => {
  const first = create('ConfigMap', 'owner');
  store.delete({ kind: 'ConfigMap', name: 'owner', namespace: 'sea' });
  create('ConfigMap', 'owner');
  create('Secret', 'of-the-first', [first]);
  const elsewhere = create('ConfigMap', 'elsewhere', [], { namespace: 'sky' });
  create('Secret', 'of-elsewhere', [elsewhere]);
  await settle();
  expect(names()).toEqual(['owner', 'elsewhere']);
});

test('deletes nothing for an owner of a kind that is not known here', async () => {
  const reference = { apiVersion: 'a.example/v1', kind: 'Lagoon', name: 'blue', uid: 'x' };
  create('Secret', 'kept', [], { ownerReferences: [reference] });
  await settle();
  expect(names()).toEqual(['kept']);
});

test('ends two objects that own each other', async () => {
  const one = create('ConfigMap', 'one');
  const other = create('Secret', 'other', [one]);
  store.edit({ kind: 'ConfigMap', name: 'one', namespace: 'sea' }, (current) => ({
    ...current,
    metadata: { ...current.metadata, ownerReferences: [controllerReference(other)] },
  }));
  store.delete({ kind: 'ConfigMap', name: 'one', namespace: 'sea' }, { propagationPolicy: 'Foreground' });
  await settle();
  expect(names()).toEqual([]);
});

test('finds at its start what lost its owner before', async () => {
  await collector.stop();
  createWorkload();
  store.delete(web);
  const logger = { error: (context: unknown) => void failures.push(context), debug: () => undefined };
  collector = createGarbageCollector({ store, clock, logger });
  collector.start();
  await settle();
  endPods();
  expect(names()).toEqual(['settings']);
});
