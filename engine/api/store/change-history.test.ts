import { expect, test } from 'vitest';
import { changesKept } from './change-history.ts';
import { ObjectStore } from './object-store.ts';

const clock = { now: () => Date.UTC(2026, 10, 30, 9) };
const map = (name: string, namespace = 'sea') => ({
  apiVersion: 'v1',
  kind: 'ConfigMap' as const,
  metadata: { name, namespace },
});

test('tells a client what changed since the version that it knows, of one kind and namespace', () => {
  const store = new ObjectStore({ clock, lastVersion: 100 });
  store.create(map('reef'));
  const known = store.resourceVersion;
  store.create(map('dune', 'desert'));
  store.create({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'reef', namespace: 'sea' }, spec: {} });
  store.replace({ ...map('reef'), data: { depth: '3' } });
  store.delete({ kind: 'ConfigMap', name: 'reef', namespace: 'sea' });
  const told = (namespace?: string) =>
    store.changesSince('ConfigMap', known, namespace).map(({ type, object }) => [type, object.metadata.name]);
  expect(told()).toEqual([
    ['ADDED', 'dune'],
    ['MODIFIED', 'reef'],
    ['DELETED', 'reef'],
  ]);
  expect(told('sea')).toEqual([
    ['MODIFIED', 'reef'],
    ['DELETED', 'reef'],
  ]);
  expect(store.changesSince('ConfigMap', store.resourceVersion)).toEqual([]);
});

test('lets a watch from a version of an earlier run expire, and from one that is not reached yet', () => {
  const store = new ObjectStore({ clock, lastVersion: 100 });
  expect(store.changesSince('ConfigMap', '100')).toEqual([]);
  for (const version of ['99', '101', 'reef'])
    expect(() => store.changesSince('ConfigMap', version)).toThrow(
      expect.objectContaining({ code: 'watch-expired' }),
    );
});

test('forgets the oldest changes of a kind, and of that kind alone', () => {
  const store = new ObjectStore({ clock });
  const versions = Array.from(
    { length: 2 * changesKept + 1 },
    (_, index) => store.create(map(`reef-${index}`)).metadata.resourceVersion,
  );
  const lastForgotten = changesKept - 1;
  expect(store.changesSince('ConfigMap', versions[lastForgotten] ?? '')).toHaveLength(changesKept + 1);
  expect(() => store.changesSince('ConfigMap', versions[lastForgotten - 1] ?? '')).toThrow(/too old/);
  expect(store.changesSince('Service', '0')).toEqual([]);
});
