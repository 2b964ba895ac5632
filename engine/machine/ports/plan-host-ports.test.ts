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
      { service: 'web', servicePort: 8080, port: 8180 },
      { service: 'books', servicePort: 8000, port: 8100 },
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
  [12_000, '21000 (the control API), 21090 (the Prometheus API), 20080 (Service web), 20000 (Service books)'],
  [11_000, "20000 (the control API), 20090 (the Prometheus API) would be among the pods' 20000-29999"],
  [25_000, '34000 (the control API), 34090 (the Prometheus API), 33080 (Service web), 33000 (Service books)'],
  [12_000, 'take one from 0 to 10909'],
])('refuses the offset %d: %s', (portOffset, words) => {
  const ports = planHostPorts({ ...input, portOffset });
  expect('refused' in ports && ports.refused.join('\n')).toContain(words);
});

test.each([
  [[service('a', 9000)], 'the control API and Service a'],
  [[service('a', 6443)], 'the Kubernetes API and Service a'],
  [[service('a', 5433)], 'PostgreSQL and Service a'],
  [[service('a', 4318)], 'the OTLP receiver and Service a'],
  [[service('a', 9090)], 'the Prometheus API and Service a'],
  [[service('a', 8000), service('b', 8000)], 'Service a and Service b'],
])('refuses two that would listen on one port', (services, words) => {
  expect(planHostPorts({ ...input, services })).toMatchObject({ refused: [expect.stringContaining(words)] });
});
