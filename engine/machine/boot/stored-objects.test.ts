import { expect, test } from 'vitest';
import { ObjectStore } from '../../api/store/object-store.ts';
import { storedObjects } from './stored-objects.ts';

function objects() {
  const store = new ObjectStore({ clock: { now: () => 0 } });
  const seen = storedObjects('shop', {
    store,
    otlpPort: 4318,
    postgres: () => ({ host: '127.0.0.1', port: 5433 }),
  });
  return { store, seen };
}

const at = (name: string, namespace = 'shop') => ({ metadata: { name, namespace } });

test('finds ConfigMaps and Secrets of its namespace alone, as they are now', () => {
  const { store, seen } = objects();
  store.create({ apiVersion: 'v1', kind: 'ConfigMap', ...at('settings', 'harbour'), data: { A: '1' } });
  expect(seen.configMap('settings')).toBeUndefined();
  store.create({ apiVersion: 'v1', kind: 'ConfigMap', ...at('settings'), data: { A: '2' } });
  expect(seen.configMap('settings')).toEqual({ A: '2' });
  store.replace({ apiVersion: 'v1', kind: 'ConfigMap', ...at('settings') });
  expect(seen.configMap('settings')).toEqual({});
  store.create({ apiVersion: 'v1', kind: 'Secret', ...at('key'), data: { word: 'c2VzYW1l' } });
  expect(seen.secret('key')).toEqual({ word: 'sesame' });
  store.remove({ kind: 'Secret', name: 'key', namespace: 'shop' });
  expect(seen.secret('key')).toBeUndefined();
});

test('knows the ports of the Services of every namespace', () => {
  const { store, seen } = objects();
  const spec = { selector: { app: 'web' }, ports: [{ port: 80 }] };
  store.create({ apiVersion: 'v1', kind: 'Service', ...at('web', 'harbour'), spec });
  expect(seen.hasServicePort('web.harbour', 80)).toBe(true);
  expect(seen.hasServicePort('web.harbour', 81)).toBe(false);
  expect(seen.hasServicePort('web.shop', 80)).toBe(false);
});

test('knows the hosts of the first Cluster, and of no second one', () => {
  const { store, seen } = objects();
  expect([...seen.postgresHosts]).toEqual([]);
  const spec = { instances: 1, storage: { size: '1Gi' } };
  const cluster = { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster' as const, spec };
  store.create({ ...cluster, ...at('books') });
  store.create({ ...cluster, ...at('more') });
  expect([...seen.postgresHosts]).toEqual(['books-rw.shop', 'books-ro.shop', 'books-r.shop']);
});
