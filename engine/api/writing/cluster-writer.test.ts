import { isAppError } from '@petstore/chassis/errors';
import { systemClock } from '@petstore/chassis/time';
import { expect, test } from 'vitest';
import { Admission } from '../admission/admission.ts';
import type { Stored } from '../objects/api-object.ts';
import { ObjectStore } from '../store/object-store.ts';
import { ClusterWriter } from './cluster-writer.ts';

const strategic = 'application/strategic-merge-patch+json';
const merge = 'application/merge-patch+json';
const key = { kind: 'Deployment', namespace: 'shop', name: 'web' } as const;
const deployment = {
  metadata: { name: 'web' },
  spec: {
    selector: {
      matchLabels: { app: 'web' },
      matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['b', 'a'] }],
    },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'web:v1', command: ['node', '/app/web.mjs'] }] },
    },
  },
};

function cluster() {
  const store = new ObjectStore({ clock: systemClock });
  const admission = new Admission({ store, processes: { appDirectory: null, allowedVariables: new Set() } });
  const writer = new ClusterWriter({ store, clock: systemClock, admission });
  writer.create('Namespace', undefined, { metadata: { name: 'shop' } });
  return { store, writer };
}

function withDeployment() {
  const { store, writer } = cluster();
  return { store, writer, created: writer.create('Deployment', 'shop', deployment).object };
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
  return 'none';
}

test('what is created is stored with its defaults, and only once', () => {
  const { store, writer, created } = withDeployment();
  expect(store.get(key)).toBe(created);
  expect(created).toMatchObject({ metadata: { generation: 1 }, spec: { replicas: 1 } });
  expect(codeOf(() => writer.create('Deployment', 'shop', deployment))).toBe('object-exists');
});

test('an update that names an old version is refused, and one that changes nothing makes no version', () => {
  const { store, writer, created } = withDeployment();
  expect(writer.update(key, created).object).toBe(created);
  const changed = writer.patch(key, { contentType: merge, body: { spec: { replicas: 2 } } }).object;
  expect(changed.metadata.generation).toBe(2);
  expect(codeOf(() => writer.update(key, created))).toBe('object-changed');
  const { resourceVersion } = created.metadata;
  const body = { metadata: { resourceVersion }, spec: { replicas: 3 } };
  expect(codeOf(() => writer.patch(key, { contentType: merge, body }))).toBe('object-changed');
  expect(store.get(key)).toBe(changed);
});

test('a patch that names no version holds for the current one, and is checked like any write', () => {
  const { store, writer } = withDeployment();
  const containers = (image: string) => ({
    spec: { template: { spec: { containers: [{ name: 'web', image }] } } },
  });
  const patched = writer.patch(key, { contentType: strategic, body: containers('web:v2') }).object;
  expect(JSON.stringify(patched)).toContain('"web:v2"');
  const bad = { spec: { template: { spec: { containers: [{ name: 'web', command: ['sh'] }] } } } };
  expect(codeOf(() => writer.patch(key, { contentType: strategic, body: bad }))).toBe('object-invalid');
  expect(store.get(key)).toBe(patched);
  expect(codeOf(() => writer.patch({ ...key, name: 'none' }, { contentType: strategic, body: {} }))).toBe(
    'object-not-found',
  );
});

test('a dry run answers with what would be, and changes nothing', () => {
  const { store, writer, created } = withDeployment();
  const before = store.resourceVersion;
  const isDryRun = true;
  const scaled = writer.patch(
    key,
    { contentType: merge, body: { spec: { replicas: 2 } } },
    { isDryRun },
  ).object;
  expect(scaled).toMatchObject({
    metadata: { generation: 2, resourceVersion: created.metadata.resourceVersion, uid: created.metadata.uid },
    spec: { replicas: 2 },
  });
  const map = writer.create('ConfigMap', 'shop', { metadata: { name: 'c' } }, { isDryRun }).object;
  expect(map.metadata).toMatchObject({ name: 'c', resourceVersion: '' });
  expect(codeOf(() => writer.create('Deployment', 'shop', deployment, { isDryRun }))).toBe('object-exists');
  expect(
    codeOf(() =>
      writer.update(
        key,
        { ...created, metadata: { ...created.metadata, resourceVersion: '1' } },
        { isDryRun },
      ),
    ),
  ).toBe('object-changed');
  expect(writer.delete(key, { isDryRun })).toEqual(created);
  expect([store.resourceVersion, store.get(key)]).toEqual([before, created]);
});

test('a status is written by itself, and a write of the object leaves it alone', () => {
  const { store, writer } = withDeployment();
  writer.updateStatus(key, { status: { replicas: 3 }, spec: { replicas: 9 } });
  writer.patchStatus(key, { contentType: merge, body: { status: { readyReplicas: 2 } } });
  writer.patch(key, { contentType: merge, body: { spec: { replicas: 5 }, status: { replicas: 7 } } });
  expect(store.get(key)).toMatchObject({ spec: { replicas: 5 }, status: { replicas: 3, readyReplicas: 2 } });
  const stale = { metadata: { resourceVersion: '1' }, status: {} };
  expect(codeOf(() => writer.updateStatus(key, stale))).toBe('object-changed');
});

test('a Scale is read and written, and stands for the number of pods alone', () => {
  const { store, writer, created } = withDeployment();
  const { uid, resourceVersion, creationTimestamp } = created.metadata;
  expect(writer.readScale(key)).toEqual({
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name: 'web', namespace: 'shop', uid, resourceVersion, creationTimestamp },
    spec: { replicas: 1 },
    status: { replicas: 0, selector: 'app=web,tier notin (a,b)' },
  });
  const { object } = writer.patchScale(key, { contentType: merge, body: { spec: { replicas: 5 } } });
  expect(object.spec.replicas).toBe(5);
  const back = writer.updateScale(key, { ...object, spec: { replicas: 4 } }).object;
  expect(store.get(key)).toEqual({
    ...created,
    metadata: { ...created.metadata, generation: 3, resourceVersion: back.metadata.resourceVersion },
    spec: { ...(created as Stored<'Deployment'>).spec, replicas: 4 },
  });
  expect(codeOf(() => writer.updateScale(key, object))).toBe('object-changed');
  expect(codeOf(() => writer.patchScale(key, { contentType: merge, body: { spec: { replicas: -1 } } }))).toBe(
    'object-invalid',
  );
  expect(codeOf(() => writer.updateScale(key, []))).toBe('object-malformed');
});

test('a deletion asks for the object that its caller saw', () => {
  const { store, writer, created } = withDeployment();
  expect(codeOf(() => writer.delete(key, { preconditions: { uid: 'other' } }))).toBe('object-changed');
  writer.delete(key, { preconditions: { uid: created.metadata.uid } });
  expect(store.get(key)).toBeUndefined();
  expect(codeOf(() => writer.delete(key))).toBe('object-not-found');
});
