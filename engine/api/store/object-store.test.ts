import { expect, test } from 'vitest';
import { ObjectStore } from './object-store.ts';

const clock = { now: () => Date.UTC(2026, 10, 30, 9) };
const settings = {
  apiVersion: 'v1',
  kind: 'ConfigMap' as const,
  metadata: { name: 'reef', namespace: 'sea' },
};

test('gives each change a higher resourceVersion, and counts changes of the spec alone as generations', () => {
  const store = new ObjectStore({ clock, lastVersion: 41 });
  const settings = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy' as const,
    metadata: { name: 'reef', namespace: 'sea' },
  };
  const created = store.create({ ...settings, spec: { depth: '3' } });
  expect(created.metadata).toMatchObject({
    resourceVersion: '42',
    generation: 1,
    creationTimestamp: '2026-11-30T09:00:00Z',
  });
  const labelled = store.replace({
    ...settings,
    metadata: { ...settings.metadata, labels: { a: 'b' } },
    spec: { depth: '3' },
  });
  expect(labelled.metadata).toMatchObject({
    resourceVersion: '43',
    generation: 1,
    uid: created.metadata.uid,
  });
  const deeper = store.replace({ ...settings, spec: { depth: '4' } });
  expect(deeper.metadata).toMatchObject({ resourceVersion: '44', generation: 2 });
  expect(store.replace({ ...settings, spec: { depth: '4' } })).toBe(deeper);
});

test('counts no generations of kinds on which nobody acts step by step', () => {
  const store = new ObjectStore({ clock });
  store.create({ ...settings, data: { depth: '3' } });
  expect(store.replace({ ...settings, data: { depth: '4' } }).metadata.generation).toBeUndefined();
});

test('refuses a write that was made from an old version', () => {
  const store = new ObjectStore({ clock });
  const first = store.create(settings);
  store.replace({ ...settings, data: { depth: '4' } });
  const { resourceVersion } = first.metadata;
  const stale = { ...settings, metadata: { ...settings.metadata, resourceVersion }, data: {} };
  expect(() => store.replace(stale)).toThrow(/modified/);
  expect(() => store.create(settings)).toThrow(/already exists/);
});

test('takes no namespace from an object of a kind that belongs to none', () => {
  const store = new ObjectStore({ clock });
  const metadata = { name: 'sea', namespace: 'shop' };
  const { metadata: stored } = store.create({ apiVersion: 'v1', kind: 'Namespace', metadata });
  expect(stored.namespace).toBeUndefined();
  expect(store.get({ kind: 'Namespace', name: 'sea' })).toBeDefined();
  store.replace({ apiVersion: 'v1', kind: 'Namespace', metadata: { ...metadata, labels: { tide: 'low' } } });
  expect(store.list('Namespace')).toMatchObject([{ metadata: { labels: { tide: 'low' } } }]);
});
