import { isAppError } from '@petstore/chassis/errors';
import { systemClock } from '@petstore/chassis/time';
import { expect, test } from 'vitest';
import { Admission } from '../admission/admission.ts';
import type { Stored, WrittenObject } from '../objects/api-object.ts';
import { ObjectStore } from '../store/object-store.ts';
import { ClusterWriter } from '../writing/cluster-writer.ts';
import { applyManifests } from './apply-manifests.ts';

const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
const meta = (name: string) => ({ name, namespace: 'shop' });
const settings = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: meta('settings'),
  data: { a: '1', b: '2' },
};
const keys = { apiVersion: 'v1', kind: 'Secret', metadata: meta('keys'), stringData: { password: 'x' } };
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: meta('web'),
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'web:v1', command: ['node', '/app/web.mjs'] }] },
    },
  },
};
const files: readonly WrittenObject[] = [settings, keys, deployment, namespace];
const web = { kind: 'Deployment', ...meta('web') } as const;
const map = { kind: 'ConfigMap', ...meta('settings') } as const;

function cluster(objects: readonly Stored[] = []) {
  const store = new ObjectStore({ clock: systemClock, objects });
  const admission = new Admission({ store, processes: { appDirectory: null, allowedVariables: new Set() } });
  const writer = new ClusterWriter({ store, clock: systemClock, admission });
  const apply = (written: readonly WrittenObject[] = files) => {
    const isMadeHere = ({ metadata }: Stored) => metadata.name === 'generated';
    const { byHand, ...outcomes } = applyManifests({
      store,
      writer,
      admission,
      objects: written,
      isMadeHere,
    });
    const names = Object.entries(outcomes).map(([outcome, found]) => [
      outcome,
      found.map(({ name }) => name),
    ]);
    return {
      ...(Object.fromEntries(names) as Record<keyof typeof outcomes, string[]>),
      byHand: byHand.map(({ key, problem }) => [key.name, problem]),
    };
  };
  return { store, writer, apply };
}

const nothing = { created: [], configured: [], unchanged: [], pruned: [], byHand: [] };
const all = ['shop', 'settings', 'keys', 'web'];

test('a first start creates everything, and a second one changes nothing', () => {
  const { store, apply } = cluster();
  expect(apply()).toEqual({ ...nothing, created: all });
  const version = store.resourceVersion;
  expect(apply()).toEqual({ ...nothing, unchanged: all });
  expect(cluster(store.all()).apply()).toEqual({ ...nothing, unchanged: all });
  expect(store.resourceVersion).toBe(version);
});

test('a start takes back what the files say, and keeps what somebody set beside it', () => {
  const { store, writer, apply } = cluster();
  apply();
  const contentType = 'application/merge-patch+json';
  writer.patch(map, {
    contentType,
    body: { metadata: { labels: { mine: 'yes' } }, data: { a: '9', c: '3' } },
  });
  writer.patch(web, { contentType, body: { spec: { replicas: 4 } } });
  expect(apply()).toEqual({ ...nothing, configured: ['settings'], unchanged: ['shop', 'keys', 'web'] });
  expect(store.get(map)).toMatchObject({
    metadata: { labels: { mine: 'yes' } },
    data: { a: '1', b: '2', c: '3' },
  });
  expect(store.get(web)?.spec.replicas).toBe(4);
});

test('a field that a file no longer has is gone, like an object that no file has', () => {
  const { store, apply } = cluster();
  apply();
  expect(apply([namespace, { ...settings, data: { a: '1' } }, keys])).toEqual({
    ...nothing,
    configured: ['settings'],
    unchanged: ['shop', 'keys'],
    pruned: ['web'],
  });
  expect(store.get(map)?.data).toEqual({ a: '1' });
  expect(store.get(web)).toBeUndefined();
});

test('what somebody applied stays and is told, also where it would be refused today', () => {
  const { store, writer, apply } = cluster();
  apply();
  writer.create('ConfigMap', 'shop', { metadata: { name: 'mine' } });
  const bad = { ...settings, kind: 'ConfigMap', metadata: meta('bad'), binaryData: { a: 'AA==' } } as const;
  store.create(bad);
  store.create({ ...keys, kind: 'Secret', metadata: meta('generated') });
  const reference = { apiVersion: 'v1', kind: 'ConfigMap', name: 'mine', uid: '1' };
  store.create({
    ...settings,
    kind: 'ConfigMap',
    metadata: { ...meta('owned'), ownerReferences: [reference] },
  });
  const result = apply([]);
  expect(result.byHand).toEqual([
    ['mine', null],
    ['bad', expect.stringMatching(/^binaryData: Invalid value/)],
  ]);
  // The namespace stays with them.
  expect(result.pruned).toEqual(['web', 'keys', 'settings']);
  expect(store.get({ kind: 'Namespace', name: 'shop' })).toBeDefined();
});

test('an object that was deleted by hand returns', () => {
  const { store, writer, apply } = cluster();
  apply();
  writer.delete(map);
  expect(apply().created).toEqual(['settings']);
  expect(store.get(map)?.data).toEqual(settings.data);
});

test('an object of a file that was made anew by hand is taken over', () => {
  const { store, writer, apply } = cluster();
  apply();
  writer.delete(map);
  writer.create('ConfigMap', 'shop', { metadata: { name: 'settings' }, data: { z: '1' } });
  expect(apply().configured).toEqual(['settings']);
  expect(store.get(map)?.data).toEqual({ ...settings.data, z: '1' });
  expect(apply([namespace]).pruned).toContain('settings');
});

test('where a file changes what keeps its first value, the object is made anew', () => {
  const { store, apply } = cluster();
  apply();
  const uid = store.get(web)?.metadata.uid;
  const labels = { app: 'other' };
  const spec = {
    ...deployment.spec,
    selector: { matchLabels: labels },
    template: { ...deployment.spec.template, metadata: { labels } },
  };
  expect(apply([namespace, settings, keys, { ...deployment, spec }]).configured).toEqual(['web']);
  expect(store.get(web)?.spec.selector.matchLabels).toEqual(labels);
  expect(store.get(web)?.metadata.uid).not.toBe(uid);
});

test('a file that does not validate fails the start with its causes', () => {
  const { apply } = cluster();
  const broken = { ...deployment, spec: { ...deployment.spec, replicas: -1 } };
  try {
    apply([namespace, broken]);
  } catch (error) {
    expect(isAppError(error) && error.code).toBe('object-invalid');
    return;
  }
  throw new Error('it was applied');
});
