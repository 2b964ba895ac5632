import { expect, test } from 'vitest';
import { podField } from './pod-fields.ts';

const pod = {
  name: 'web-1',
  uid: '88888888-8888-4888-8888-888888888888',
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
