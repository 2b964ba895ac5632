import { expect, test } from 'vitest';
import type { Service } from '../../manifests/index.ts';
import { planHostPorts } from './plan-host-ports.ts';

function service(name: string, ...ports: readonly number[]): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { selector: { app: name }, ports: ports.map((port) => ({ port })) },
  };
}

const input = { services: [service('web', 8080), service('books', 8000)], portOffset: 0, hasPostgres: true };

test('shifts every fixed port by the offset', () => {
  expect(planHostPorts({ ...input, portOffset: 100 })).toMatchObject({
    control: 9100,
    cluster: 6543,
    postgres: 5533,
    otlp: 4418,
    prometheus: 9190,
    services: [
      { service: 'web', namespace: 'default', servicePort: 8080, port: 8180 },
      { service: 'books', namespace: 'default', servicePort: 8000, port: 8100 },
    ],
  });
});

test('opens no port for a database that nobody declared', () => {
  const ports = planHostPorts({ ...input, hasPostgres: false });
  expect('opened' in ports && ports.opened.map(({ purpose }) => purpose)).toEqual([
    'the control API',
    'the Kubernetes API',
    'the OTLP receiver',
    'the Prometheus API',
    'Service web',
    'Service books',
  ]);
});

test.each([
  [-1, 'whole number'],
  [1.5, 'whole number'],
  [Number.NaN, 'whole number'],
  [12_000, '21000 (the control API), 21090 (the Prometheus API)'],
  [11_000, "20000 (the control API), 20090 (the Prometheus API) would be among the pods' 20000-29999"],
  [25_000, '34000 (the control API), 34090 (the Prometheus API) would be above 32767'],
  [12_000, 'take one from 0 to 10909'],
])('refuses the offset %d: %s', (portOffset, words) => {
  const ports = planHostPorts({ ...input, portOffset });
  expect('refused' in ports && ports.refused.join('\n')).toContain(words);
});

test.each([
  [[service('a', 9000, 3000)]],
  [[service('a', 6443, 3000)]],
  [[service('a', 5433, 3000)]],
  [[service('a', 4318, 3000)]],
  [[service('a', 9090, 3000)]],
  [[service('a', 80, 3000)]],
  [[service('a', 20_000, 3000)]],
  [[service('a', 3000), service('b', 3000)]],
])('opens no port that the system, the pods, root or an earlier Service has: %j', (services) => {
  const ports = planHostPorts({ ...input, services, hasPostgres: false });
  expect('services' in ports && ports.services.map(({ service, port }) => [service, port])).toEqual([
    ['a', 3000],
  ]);
});
