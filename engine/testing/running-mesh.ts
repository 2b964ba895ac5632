import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { MeshConfiguration, MeshEndpoint, MeshSource } from '../mesh/mesh-configuration.ts';
import { type Mesh, startMesh } from '../mesh/start-mesh.ts';

/** Bundles the proxy as the build does, into a folder of the test's own. */
export async function bundleProxy(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'mesh-test-'));
  await build({
    entryPoints: [join(import.meta.dirname, '..', 'mesh', 'proxy', 'proxy-main.ts')],
    outfile: join(directory, 'engine', 'mesh', 'proxy', 'proxy-main.mjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  return directory;
}

export const caller: MeshSource = {
  namespace: 'shop',
  serviceAccount: 'caller-account',
  workload: 'caller',
  version: 'v1',
  pod: 'caller-1',
};

export function endpointAt(port: number, pod = 'callee-1'): MeshEndpoint {
  return { pod, workload: 'callee', version: 'v2', serviceAccount: 'callee-account', port };
}

/** A mesh with two listeners for one service: `port` as a pod has it, `hostPort` as the host has it. */
export interface TestMesh {
  readonly mesh: Mesh;
  readonly port: number;
  readonly hostPort: number;
  readonly printed: readonly string[];
  leadTo(...endpoints: MeshEndpoint[]): Promise<void>;
  configuration(...endpoints: MeshEndpoint[]): MeshConfiguration;
  metrics(): Promise<string>;
  dispose(): Promise<void>;
}

export async function startTestMesh(): Promise<TestMesh> {
  const distDirectory = await bundleProxy();
  const printed: string[] = [];
  const print = (_fields: unknown, line?: string) => void printed.push(line ?? '');
  const mesh = await startMesh({
    hostname: 'mesh-proxy',
    distDirectory,
    logger: { warn: print, error: print },
  });
  const [port, hostPort, adminPort] = (await freePorts(3)) as [number, number, number];
  const configuration = (...endpoints: MeshEndpoint[]): MeshConfiguration => ({
    adminPort,
    allowedHosts: ['shop.example.com'],
    services: [{ name: 'callee', namespace: 'shop', endpoints }],
    listeners: [
      { port, destination: 'callee.shop', source: caller },
      { port: hostPort, destination: 'callee.shop', source: null },
    ],
  });
  return {
    mesh,
    port,
    hostPort,
    printed,
    configuration,
    leadTo: (...endpoints) => mesh.apply(configuration(...endpoints)),
    metrics: async () => (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text(),
    dispose: async () => {
      await mesh.stop();
      await rm(distDirectory, { recursive: true, force: true });
    },
  };
}

/** Ports that were free a moment ago, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listenAnywhere(createServer())));
  const ports = servers.map(portOf);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

export function listenAnywhere<Listening extends Server>(server: Listening): Promise<Listening> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The server is not listening on a port.');
  return address.port;
}
