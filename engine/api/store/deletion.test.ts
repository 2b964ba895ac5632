import { beforeEach, expect, test } from 'vitest';
import type { StoredKind } from '../objects/api-object.ts';
import { ObjectStore } from './object-store.ts';

let nowMs = 0;
let store: ObjectStore;
const pod = { kind: 'Pod' as const, name: 'crab', namespace: 'sea' };
const reef = { kind: 'ConfigMap' as const, name: 'reef', namespace: 'sea' };

beforeEach(() => {
  nowMs = Date.UTC(2026, 10, 30, 9);
  store = new ObjectStore({ clock: { now: () => nowMs } });
});

function create(kind: StoredKind, metadata: object = {}, rest: object = {}) {
  const named = { name: kind === 'Pod' ? 'crab' : 'reef', namespace: 'sea', ...metadata };
  return store.create({ apiVersion: 'v1', kind, metadata: named, ...rest });
}

const onNode = { spec: { nodeName: 'laptop', containers: [], terminationGracePeriodSeconds: 5 } };

test('lets a Pod that runs end in its own time, and tells its controllers by a generation', () => {
  create('Pod', {}, onNode);
  const ending = store.delete(pod);
  expect(ending.metadata).toMatchObject({
    deletionTimestamp: '2026-11-30T09:00:05Z',
    deletionGracePeriodSeconds: 5,
    generation: 2,
  });
  expect(store.get(pod)).toBe(ending);
  expect(store.delete(pod)).toBe(ending);
  expect(store.delete(pod, { graceSeconds: 60 })).toBe(ending);
});

test('only shortens the grace of a Pod, counted from when its deletion was asked for', () => {
  create('Pod', {}, onNode);
  store.delete(pod);
  nowMs += 1_000;
  expect(store.delete(pod, { graceSeconds: 3 }).metadata).toMatchObject({
    deletionTimestamp: '2026-11-30T09:00:03Z',
    deletionGracePeriodSeconds: 3,
  });
  store.delete(pod, { graceSeconds: 0 });
  expect(store.get(pod)).toBeUndefined();
});

test.each([
  ['is on no node', { spec: { containers: [] } }],
  ['has succeeded', { ...onNode, status: { phase: 'Succeeded' } }],
  ['has failed', { ...onNode, status: { phase: 'Failed' } }],
])('deletes a Pod at once that %s', (_what, rest) => {
  create('Pod', {}, rest);
  store.delete(pod);
  expect(store.list('Pod')).toEqual([]);
});

test('keeps an object until its last finalizer is taken away, and takes no new one', () => {
  create('ConfigMap', { finalizers: ['a.example/one', 'a.example/two'] });
  expect(store.delete(reef).metadata.deletionTimestamp).toBe('2026-11-30T09:00:00Z');
  nowMs += 1_000;
  expect(store.delete(reef).metadata.deletionTimestamp).toBe('2026-11-30T09:00:00Z');
  const holding = (...finalizers: string[]) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap' as const,
    metadata: { name: 'reef', namespace: 'sea', finalizers },
  });
  expect(() => store.replace(holding('a.example/two', 'a.example/three'))).toThrow(/no new finalizers/);
  // A client that did not know of the deletion does not take it back.
  expect(store.replace(holding('a.example/two')).metadata.deletionTimestamp).toBeDefined();
  store.replace(holding());
  expect(store.get(reef)).toBeUndefined();
});

test('keeps a Pod whose processes have ended until its finalizers are gone too', () => {
  create('Pod', { finalizers: ['a.example/one'] }, onNode);
  store.delete(pod);
  expect(store.delete(pod, { graceSeconds: 0 }).metadata.deletionGracePeriodSeconds).toBe(0);
  store.edit(pod, (current) => ({ ...current, metadata: { ...current.metadata, finalizers: [] } }));
  expect(store.get(pod)).toBeUndefined();
});

test('asks the garbage collector by a finalizer, and the latest policy holds', () => {
  create('ConfigMap');
  const finalizersAfter = (propagationPolicy?: 'Background' | 'Foreground' | 'Orphan') =>
    store.delete(reef, { propagationPolicy }).metadata.finalizers;
  expect(finalizersAfter('Foreground')).toEqual(['foregroundDeletion']);
  expect(finalizersAfter()).toEqual(['foregroundDeletion']);
  expect(finalizersAfter('Orphan')).toEqual(['orphan']);
  finalizersAfter('Background');
  expect(store.get(reef)).toBeUndefined();
});

test('deletes nothing else than what the client has seen', () => {
  const { uid, resourceVersion } = create('ConfigMap').metadata;
  expect(() => store.delete(reef, { preconditions: { uid: 'another' } })).toThrow(
    /UID in precondition: another/,
  );
  expect(() => store.delete(reef, { preconditions: { resourceVersion: '0' } })).toThrow(
    expect.objectContaining({ code: 'object-changed' }),
  );
  store.delete(reef, { preconditions: { uid, resourceVersion } });
  expect(store.get(reef)).toBeUndefined();
});

test('holds a Namespace that is deleted until somebody has emptied it, and lets nothing new in', () => {
  const namespace = { kind: 'Namespace' as const, name: 'sea' };
  store.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'sea' } });
  expect(store.get(namespace)?.status).toEqual({ phase: 'Active' });
  create('ConfigMap');
  expect(store.delete(namespace).status).toEqual({ phase: 'Terminating' });
  expect(() => create('Pod')).toThrow(/because it is being terminated/);
  store.edit(namespace, (current) => ({
    ...current,
    metadata: { ...current.metadata, labels: { tide: 'low' } },
  }));
  expect(store.get(namespace)).toBeDefined();
  store.delete(reef);
  store.remove(namespace);
  expect(store.get(namespace)).toBeUndefined();
});

test.each(['default', 'kube-system', 'kube-public'])('lets nobody delete the namespace %s', (name) => {
  store.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  expect(() => store.delete({ kind: 'Namespace', name })).toThrow(/may not be deleted/);
});
