import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Stored } from '../objects/api-object.ts';
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

const write = fc.record({
  name: fc.constantFrom('reef', 'dune', 'tide'),
  what: fc.constantFrom('create', 'replace', 'delete', 'finalize', 'release'),
  text: fc.string({ maxLength: 2 }),
});

test('tells with the changes since a list all that leads to what is there now', () => {
  const property = fc.property(fc.array(write, { maxLength: 40, size: 'max' }), fc.nat(), (writes, place) => {
    const store = new ObjectStore({ clock, lastVersion: 1_000 });
    const listAfter = place % (writes.length + 1);
    let known = listOf(store);
    let version = store.resourceVersion;
    writes.forEach((each, index) => {
      attempt(store, each);
      if (index + 1 !== listAfter) return;
      known = listOf(store);
      version = store.resourceVersion;
    });
    for (const { type, object } of store.changesSince('ConfigMap', version)) {
      const { name } = object.metadata;
      expect(known.has(name)).toBe(type !== 'ADDED');
      if (type === 'DELETED') known.delete(name);
      else known.set(name, object);
    }
    expect([...known.values()].toSorted(byName)).toEqual([...listOf(store).values()].toSorted(byName));
  });
  fc.assert(property);
});

function listOf(store: ObjectStore): Map<string, Stored> {
  return new Map(store.list('ConfigMap').map((object) => [object.metadata.name, object]));
}

function byName(one: Stored, other: Stored): number {
  return one.metadata.name < other.metadata.name ? -1 : 1;
}

/** A write that the store refuses is no change. */
function attempt(
  store: ObjectStore,
  { name, what, text }: { name: string; what: string; text: string },
): void {
  const key = { kind: 'ConfigMap' as const, name, namespace: 'sea' };
  const holding = (finalizers: readonly string[]) =>
    store.edit(key, (current) => ({ ...current, metadata: { ...current.metadata, finalizers } }));
  try {
    if (what === 'create') store.create({ ...map(name), data: { text } });
    if (what === 'replace') store.replace({ ...map(name), data: { text } });
    if (what === 'delete') store.delete(key);
    if (what === 'finalize') holding(['a.example/held']);
    if (what === 'release') holding([]);
  } catch (error) {
    expect(error).toMatchObject({ code: expect.stringMatching(/^object-/) });
  }
}
