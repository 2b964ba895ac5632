import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { call, startBackend, type TestBackend } from '../testing/mesh-traffic.ts';
import {
  bundleProxy,
  endpointAt,
  freePorts,
  listenAnywhere,
  portOf,
  startTestMesh,
  type TestMesh,
} from '../testing/running-mesh.ts';
import type { MeshConfiguration } from './mesh-configuration.ts';
import { type MeshExit, startMesh } from './start-mesh.ts';

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('configurations', () => {
  let mesh: TestMesh;
  let backend: TestBackend;

  beforeAll(async () => {
    mesh = await startTestMesh();
    backend = await startBackend((_request, response) => response.end('ok'));
  });
  afterAll(async () => {
    await mesh.dispose();
    await backend.close();
  });

  it('is in force as soon as it is applied', async () => {
    await mesh.leadTo(endpointAt(backend.port));
    expect((await call(mesh.port)).status).toBe(200);
    await mesh.leadTo();
    expect((await call(mesh.port)).status).toBe(503);
  });

  it('is refused whole when a port is taken, which it names, and the one before stays in force', async () => {
    await mesh.leadTo(endpointAt(backend.port));
    const holder = await listenAnywhere(createServer());
    const port = portOf(holder);
    const whole = mesh.configuration();
    const [free] = (await freePorts(1)) as [number];
    const more = [free, port].map((each) => ({ port: each, destination: 'callee.shop', source: null }));
    const refused = { ...whole, listeners: [...whole.listeners, ...more] };
    await expect(mesh.mesh.apply(refused)).rejects.toMatchObject({
      code: 'mesh-port-taken',
      message: expect.stringContaining(`listeners[3].port: port ${port} is taken`),
      details: { ports: [port] },
    });
    expect((await call(mesh.port)).status).toBe(200);
    await new Promise((resolve) => holder.close(resolve));
    await mesh.mesh.apply({
      ...refused,
      services: [{ name: 'callee', namespace: 'shop', endpoints: [endpointAt(backend.port)] }],
    });
    expect((await call(port)).status).toBe(200);
  });

  it('is refused when it makes no sense, with every problem named', async () => {
    const whole = mesh.configuration();
    const wrong = { ...whole, adminPort: 0, listeners: [{ port: 1.5, destination: 'nobody', source: null }] };
    await expect(mesh.mesh.apply(wrong as MeshConfiguration)).rejects.toMatchObject({
      code: 'mesh-configuration-invalid',
      message:
        'adminPort: must be a port number\nlisteners[0].port: must be a port number\nlisteners[0].destination: must be NAME.NAMESPACE of one of the services',
    });
  });

  it('takes effect in the order of the calls', async () => {
    await Promise.all([
      mesh.leadTo(),
      mesh.leadTo(endpointAt(backend.port)),
      mesh.leadTo(),
      mesh.leadTo(endpointAt(backend.port)),
    ]);
    expect((await call(mesh.port)).status).toBe(200);
  });

  it('moves the metrics with the admin port', async () => {
    const holder = await listenAnywhere(createServer());
    const adminPort = portOf(holder);
    await new Promise((resolve) => holder.close(resolve));
    await mesh.mesh.apply({ ...mesh.configuration(), adminPort });
    expect((await call(adminPort, { path: '/metrics' })).body.toString()).toContain('istio_requests_total');
    expect((await call(adminPort, { path: '/' })).status).toBe(404);
    await expect(mesh.metrics()).rejects.toThrow();
  });
});

describe('the proxy process', () => {
  const logger = { warn: () => undefined, error: () => undefined };
  let directory: string;

  beforeEach(async () => {
    directory = await bundleProxy();
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('ends when it is stopped, which is no accident', async () => {
    const mesh = await startMesh({ hostname: 'mesh-proxy', distDirectory: directory, logger });
    const onExit = vi.fn();
    mesh.onExit(onExit);
    await mesh.stop();
    expect(isAlive(mesh.pid)).toBe(false);
    expect(onExit).not.toHaveBeenCalled();
    await mesh.stop();
  });

  it('reports its end when nobody stopped it, and takes no configuration any more', async () => {
    const mesh = await startMesh({ hostname: 'mesh-proxy', distDirectory: directory, logger });
    const exit = new Promise<MeshExit>((resolve) => mesh.onExit(resolve));
    const configuration = { adminPort: 1, allowedHosts: [], listeners: [], services: [] };
    process.kill(mesh.pid, 'SIGKILL');
    expect(await exit).toEqual({ code: null, signal: 'SIGKILL' });
    await expect(mesh.apply(configuration)).rejects.toMatchObject({ code: 'mesh-exited' });
  });

  it('cannot start where nothing was built, and says so', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'mesh-test-'));
    await expect(startMesh({ hostname: 'mesh-proxy', distDirectory: empty, logger })).rejects.toMatchObject({
      code: 'mesh-not-started',
      message: expect.stringContaining('run the build'),
    });
    await rm(empty, { recursive: true });
  });

  it('ends with the engine, however that ends', async () => {
    const engine = join(directory, 'engine.mjs');
    const text = `
      import { startMesh } from './start-mesh.ts';
      const mesh = await startMesh({ hostname: 'mesh-proxy', distDirectory: ${JSON.stringify(directory)}, logger: console });
      process.send(mesh.pid);`;
    const options = { bundle: true, platform: 'node', format: 'esm', target: 'node20' } as const;
    await build({ stdin: { contents: text, resolveDir: import.meta.dirname }, outfile: engine, ...options });
    const parent = fork(engine);
    const pid = await new Promise<number>((resolve) =>
      parent.once('message', (message) => resolve(Number(message))),
    );
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 3_000 });
  });
});
