import { expect, test } from 'vitest';
import { podUid } from '../deployment-controller.ts';
import { podField } from './pod-fields.ts';

const pod = {
  name: 'web-1',
  uid: podUid(() => 0.5),
  namespace: 'shop',
  serviceAccount: 'web',
  labels: { app: 'web' },
  annotations: { 'example.com/team': 'blue' },
};

test.each([
  ['metadata.name', 'web-1'],
  ['metadata.namespace', 'shop'],
  ['metadata.uid', '88888888-8888-4888-8888-888888888888'],
  ["metadata.labels['app']", 'web'],
  ["metadata.annotations['example.com/team']", 'blue'],
  ["metadata.annotations['absent']", ''],
  ["metadata.labels['constructor']", ''],
  ["metadata.annotations['toString']", ''],
  ["metadata.labels['__proto__']", ''],
  ['constructor', ''],
  ['spec.nodeName', 'laptop'],
  ['spec.serviceAccountName', 'web'],
  ['status.podIP', '127.0.0.1'],
  ['status.podIPs', '127.0.0.1'],
  ['status.hostIP', '127.0.0.1'],
  ['status.hostIPs', '127.0.0.1'],
])('the field %s of a pod is %j', (path, value) => {
  expect(podField(path, pod)).toBe(value);
});

test('a pod gets an identifier of version 4, and each another one', () => {
  const uids = Array.from({ length: 50 }, () => podUid(Math.random));
  for (const uid of uids)
    expect(uid).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  expect(new Set(uids).size).toBe(50);
});
