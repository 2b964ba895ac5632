import { randomInt } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { systemClock } from '@petstore/chassis/time';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isPortFree } from '../../machine/ports/port-allocator.ts';
import { type Mesh, startMesh } from '../../mesh/index.ts';
import { MeshObjects } from '../../testing/mesh-objects.ts';
import { call, startBackend, type TestBackend } from '../../testing/mesh-traffic.ts';
import { bundleProxy, freePorts, listenAnywhere, portOf } from '../../testing/running-mesh.ts';
import { HostPorts } from './host-ports.ts';
import { type MeshPublisher, runMeshPublication } from './run-mesh-publication.ts';

const logger = { warn: () => undefined, error: () => undefined };

let directory: string;
let mesh: Mesh;
let objects: MeshObjects;
let publisher: MeshPublisher;
let ports: readonly number[];
let isFree: (port: number) => Promise<boolean>;
const backends: TestBackend[] = [];

beforeEach(async () => {
  directory = await bundleProxy();
  mesh = await startMesh({ hostname: 'mesh-proxy', distDirectory: directory, logger });
  objects = new MeshObjects();
  const [adminPort = 0, ...others] = await freePorts(5);
  ports = others;
  isFree = isPortFree;
  publisher = runMeshPublication({
    store: objects.store,
    mesh: () => mesh,
    clock: systemClock,
    logger,
    surroundings: () => ({ adminPort, allowedHosts: [], hostListeners: [] }),
    hostPorts: new HostPorts({
      store: objects.store,
      portOffset: 0,
      reserved: new Set([adminPort]),
      recordEvent: () => undefined,
      isFree: (port) => isFree(port),
    }),
  });
  publisher.start();
});

afterEach(async () => {
  await publisher.stop();
  await mesh.stop();
  await Promise.all(backends.splice(0).map((backend) => backend.close()));
  await rm(directory, { recursive: true, force: true });
});

/** A pod that answers with its own name. */
async function runPod(name: string, namespace: string, outbound: Readonly<Record<string, number>> = {}) {
  const backend = await startBackend((_request, response) => void response.end(`${name}.${namespace}`));
  backends.push(backend);
  objects.pod({ name, namespace, outbound });
  return backend;
}

function portAt(index: number): number {
  return ports[index] ?? 0;
}

async function answerAt(index: number): Promise<string> {
  const { status, body } = await call(portAt(index));
  return status === 200 ? body.toString() : String(status);
}

test('pods of two namespaces reach the Service of a name that both have, each the one that it names', async () => {
  const inShop = await runPod('web-1', 'shop', { 'web.shop': portAt(0), 'web.harbour': portAt(1) });
  const inHarbour = await runPod('web-1', 'harbour', { 'web.harbour': portAt(2), 'web.shop': portAt(3) });
  objects.service({ name: 'web', namespace: 'shop', pods: { 'web-1': inShop.port } });
  objects.service({ name: 'web', namespace: 'harbour', pods: { 'web-1': inHarbour.port } });
  await publisher.publish();
  const answers = await Promise.all([0, 1, 2, 3].map(answerAt));
  expect(answers).toEqual(['web-1.shop', 'web-1.harbour', 'web-1.harbour', 'web-1.shop']);
  expect(inHarbour.requests[0]?.headers['x-forwarded-client-cert']).toBe(
    'By=spiffe://cluster.local/ns/harbour/sa/robot;URI=spiffe://cluster.local/ns/shop/sa/robot',
  );
});

test('follows Services, Endpoints and Pods without being asked', async () => {
  const backend = await runPod('web-1', 'shop', { 'web.shop': portAt(0) });
  objects.service({ name: 'web', namespace: 'shop' });
  await vi.waitFor(async () => expect(await answerAt(0)).toBe('503'));
  objects.endpoints({ name: 'web', namespace: 'shop' }, [
    {
      addresses: [{ ip: '127.0.0.1', targetRef: { kind: 'Pod', name: 'web-1' } }],
      ports: [{ port: backend.port, protocol: 'TCP' }],
    },
  ]);
  await vi.waitFor(async () => expect(await answerAt(0)).toBe('web-1.shop'));
  objects.setReady('web-1', 'shop', false);
  await vi.waitFor(async () => expect(await answerAt(0)).toBe('503'));
  objects.store.remove({ kind: 'Pod', name: 'web-1', namespace: 'shop' });
  await vi.waitFor(() => expect(answerAt(0)).rejects.toThrow());
});

test('a pod that has begun to end gets nothing more once a publication asked for after that is done', async () => {
  const backend = await runPod('web-1', 'shop', { 'web.shop': portAt(0) });
  objects.service({ name: 'web', namespace: 'shop', pods: { 'web-1': backend.port } });
  await publisher.publish();
  expect(await answerAt(0)).toBe('web-1.shop');
  objects.endPod('web-1', 'shop');
  await publisher.publish();
  expect(await answerAt(0)).toBe('503');
});

test('tells who asks that a port is taken, and follows the objects again when it is free', async () => {
  const holder = await listenAnywhere(createServer());
  const backend = await runPod('web-1', 'shop', { 'web.shop': portOf(holder) });
  objects.service({ name: 'web', namespace: 'shop', pods: { 'web-1': backend.port } });
  await expect(publisher.publish()).rejects.toMatchObject({
    code: 'mesh-port-taken',
    details: { ports: [portOf(holder)] },
  });
  const port = portOf(holder);
  await new Promise((resolve) => holder.close(resolve));
  await vi.waitFor(async () => expect((await call(port)).body.toString()).toBe('web-1.shop'), 5_000);
});

/** Of the ports that lead to Services, which are not those that the kernel hands out. */
async function freeHostPort(): Promise<number> {
  for (;;) {
    const port = randomInt(12_000, 19_000);
    if (await isPortFree(port)) return port;
  }
}

test('opens the port of a Service on this machine when it comes, and closes it when it goes', async () => {
  const port = await freeHostPort();
  const backend = await runPod('web-1', 'shop');
  objects.service({ name: 'web', namespace: 'shop', ports: [port], pods: { 'web-1': backend.port } });
  await vi.waitFor(async () => expect((await call(port)).body.toString()).toBe('web-1.shop'));
  expect(backend.requests[0]?.headers['x-forwarded-client-cert']).toBeUndefined();
  objects.store.remove({ kind: 'Service', name: 'web', namespace: 'shop' });
  await vi.waitFor(() => expect(call(port)).rejects.toThrow());
});

test('follows the objects though another process takes the port of a Service at the last moment', async () => {
  const port = await freeHostPort();
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(port, '127.0.0.1', resolve));
  isFree = async () => true;
  const backend = await runPod('web-1', 'shop', { 'web.shop': portAt(0) });
  objects.service({ name: 'web', namespace: 'shop', ports: [port], pods: { 'web-1': backend.port } });
  await vi.waitFor(async () => expect(await answerAt(0)).toBe('web-1.shop'));
  isFree = isPortFree;
  await new Promise((resolve) => holder.close(resolve));
  objects.setReady('web-1', 'shop', false);
  objects.setReady('web-1', 'shop', true);
  await vi.waitFor(async () => expect((await call(port)).body.toString()).toBe('web-1.shop'));
});
