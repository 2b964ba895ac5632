import { join } from 'node:path';
import { type MeshConfiguration, startMesh } from '@petstore/engine/mesh';
import { locateRoot } from '../locate-root.ts';
import { findFreePorts } from '../processes/find-free-ports.ts';
import type { RunContext } from '../run-context.ts';
import type { Server } from './start-server.ts';

/** The mesh proxy of the build, as a pod meets it: a caller with an identity, metrics counted. */
export async function startMeshProxy(upstreamPort: number, context: RunContext): Promise<Server> {
  const { lifetime, say } = context;
  lifetime.signal.throwIfAborted();
  const complain = (_fields: unknown, text?: string) => say(`mesh proxy: ${text ?? ''}`);
  const mesh = await startMesh({
    hostname: 'mesh-proxy',
    distDirectory: join(locateRoot(), 'dist'),
    logger: { warn: complain, error: complain },
  });
  lifetime.onEnd(() => mesh.stop());
  const [port = 0, adminPort = 0] = await findFreePorts(2);
  await mesh.apply(configuration({ port, adminPort, upstreamPort }));
  return { name: 'mesh proxy', port, pid: mesh.pid };
}

function configuration(ports: { port: number; adminPort: number; upstreamPort: number }): MeshConfiguration {
  const { port, adminPort, upstreamPort } = ports;
  const identity = (name: string) => ({
    workload: name,
    serviceAccount: name,
    version: 'v1',
    pod: `${name}-1`,
  });
  return {
    namespace: 'petstore',
    adminPort,
    allowedHosts: [],
    services: [{ name: 'callee', endpoints: [{ ...identity('callee'), port: upstreamPort }] }],
    listeners: [{ port, destination: 'callee', source: { namespace: 'petstore', ...identity('caller') } }],
  };
}
