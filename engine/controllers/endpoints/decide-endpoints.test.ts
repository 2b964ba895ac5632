import { expect, test } from 'vitest';
import { decideEndpoints, type EndpointPod, type EndpointService } from './decide-endpoints.ts';

const pod: EndpointPod = {
  name: 'web-1',
  namespace: 'shop',
  uid: 'u1',
  nodeName: 'laptop',
  isReady: true,
  isTerminating: false,
  ports: { 8080: 20_001, 9090: 20_002 },
  portNumbers: { http: 8080, metrics: 9090 },
};

const service: EndpointService = { ports: [{ port: 8080 }], publishesNotReady: false };

test.each([
  { what: 'the port itself', ports: [{ port: 8080 }], found: [{ port: 20_001 }] },
  { what: 'a target port', ports: [{ port: 80, targetPort: 9090 }], found: [{ port: 20_002 }] },
  {
    what: 'the name of a container port',
    ports: [{ port: 80, targetPort: 'metrics' }],
    found: [{ port: 20_002 }],
  },
  {
    what: 'several ports, by name',
    ports: [
      { name: 'http', port: 80, targetPort: 'http' },
      { name: 'metrics', port: 81, targetPort: 9090 },
    ],
    found: [
      { name: 'http', port: 20_001 },
      { name: 'metrics', port: 20_002 },
    ],
  },
  {
    what: 'what is known of several',
    ports: [
      { name: 'http', port: 80, targetPort: 'http' },
      { name: 'admin', port: 81, targetPort: 'admin' },
    ],
    found: [{ name: 'http', port: 20_001 }],
  },
  { what: 'nothing, for a port that no container declares', ports: [{ port: 80 }], found: null },
])('finds $what', ({ ports, found }) => {
  const [served] = decideEndpoints({ ...service, ports }, [pod]);
  expect(served?.ports ?? null).toEqual(found?.map((port) => ({ ...port, protocol: 'TCP' })) ?? null);
});

test.each([
  { what: 'ready', changes: {}, publishesNotReady: false, isReady: true, isServing: true },
  {
    what: 'not ready',
    changes: { isReady: false },
    publishesNotReady: false,
    isReady: false,
    isServing: false,
  },
  {
    what: 'ending',
    changes: { isTerminating: true },
    publishesNotReady: false,
    isReady: false,
    isServing: true,
  },
  {
    what: 'not ready, and published anyway',
    changes: { isReady: false },
    publishesNotReady: true,
    isReady: true,
    isServing: true,
  },
])('a pod that is $what', ({ changes, publishesNotReady, isReady, isServing }) => {
  const [served] = decideEndpoints({ ...service, publishesNotReady }, [{ ...pod, ...changes }]);
  expect(served).toMatchObject({ isReady, isServing });
});

test('orders pods by name and leaves out one that has no ports yet', () => {
  const pods = [
    { ...pod, name: 'b' },
    { ...pod, name: 'c', ports: {} },
    { ...pod, name: 'a' },
  ];
  const names = decideEndpoints(service, pods).map(({ address }) => address.targetRef.name);
  expect(names).toEqual(['a', 'b']);
});
