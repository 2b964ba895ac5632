import { expect, test } from 'vitest';
import type { RecordedEvent } from '../../api/objects/event-recording.ts';
import { MeshObjects } from '../../testing/mesh-objects.ts';
import { HostPorts } from './host-ports.ts';

function machine({ portOffset = 0, reserved = [] as number[], taken = new Set<number>() } = {}) {
  const objects = new MeshObjects();
  const events: RecordedEvent[] = [];
  const ports = new HostPorts({
    store: objects.store,
    portOffset,
    reserved: new Set(reserved),
    recordEvent: (event) => void events.push(event),
    isFree: async (port) => !taken.has(port),
  });
  return { objects, events, ports, taken };
}

const opened = (ports: HostPorts) =>
  ports.opened.map(({ service, namespace, port }) => `${port} ${service}.${namespace}`);

test('opens the port of each Service, shifted by the offset', async () => {
  const { objects, ports } = machine({ portOffset: 100 });
  objects.service({ name: 'web', namespace: 'shop', ports: [8080, 8081] });
  await ports.update();
  expect(opened(ports)).toEqual(['8180 web.shop', '8181 web.shop']);
});

test('follows Services that come and go', async () => {
  const { objects, ports } = machine();
  objects.service({ name: 'web', namespace: 'shop' });
  await ports.update();
  objects.service({ name: 'books', namespace: 'shop', ports: [3000] });
  await ports.update();
  expect(opened(ports)).toEqual(['8080 web.shop', '3000 books.shop']);
  objects.store.remove({ kind: 'Service', name: 'web', namespace: 'shop' });
  await ports.update();
  expect(opened(ports)).toEqual(['3000 books.shop']);
});

test('gives a port to the Service that came first, and to the next when that is gone', async () => {
  const { objects, events, ports } = machine();
  objects.service({ name: 'web', namespace: 'shop' });
  objects.service({ name: 'web', namespace: 'harbour' });
  await ports.update();
  await ports.update();
  expect(opened(ports)).toEqual(['8080 web.shop']);
  expect(ports.unopened).toMatchObject([
    { namespace: 'harbour', port: 8080, reason: 'Service web of namespace shop has it' },
  ]);
  expect(events.map(({ object, reason }) => [object.metadata.namespace, reason])).toEqual([
    ['harbour', 'HostPortNotOpened'],
  ]);
  objects.store.remove({ kind: 'Service', name: 'web', namespace: 'shop' });
  await ports.update();
  expect(opened(ports)).toEqual(['8080 web.harbour']);
  expect(ports.unopened).toEqual([]);
});

test.each([
  ['below 1024', 80, 'only 1024 to 19999 are opened'],
  ["among the pods' ports", 20_000, 'only 1024 to 19999 are opened'],
  ["of the system's own", 9000, 'the system itself has it'],
  ['that another process has', 3000, 'another process has it'],
])('opens no port %s, and says so', async (_which, port, reason) => {
  const { objects, events, ports } = machine({ reserved: [9000], taken: new Set([3000]) });
  objects.service({ name: 'web', namespace: 'shop', ports: [port] });
  await ports.update();
  expect(opened(ports)).toEqual([]);
  expect(ports.unopened).toMatchObject([{ service: 'web', servicePort: port, reason }]);
  expect(events[0]?.message).toContain(reason);
});

test('opens a port when the other process has left it', async () => {
  const { objects, ports, taken } = machine({ taken: new Set([8080]) });
  objects.service({ name: 'web', namespace: 'shop' });
  await ports.update();
  taken.clear();
  await ports.update();
  expect(opened(ports)).toEqual(['8080 web.shop']);
});

test('never asks again whether a port is free that it has opened', async () => {
  const { objects, ports, taken } = machine();
  objects.service({ name: 'web', namespace: 'shop' });
  await ports.update();
  taken.add(8080);
  await ports.update();
  expect(opened(ports)).toEqual(['8080 web.shop']);
});
