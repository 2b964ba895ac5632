import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type MeshConfiguration, startMesh } from '@petstore/engine/mesh';
import { request } from 'undici';
import type { RunContext } from '../benchmark.ts';
import { benchmarkErrors } from '../errors.ts';
import { locateRoot } from '../locate-root.ts';
import { findFreePorts } from '../processes/find-free-ports.ts';
import type { Lifetime } from '../processes/lifetime.ts';
import { failed, type StartedProcess, startProcess } from '../processes/start-process.ts';
import type { Tools } from './find-tools.ts';
import { responseBody } from './payload.ts';
import {
  haproxyAnswering,
  haproxyForwarding,
  nginxAnswering,
  nginxForwarding,
} from './server-configurations.ts';

/** A running proxy or callee. */
export interface Server {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
}

interface StartServerContext {
  readonly program: string;
  /** Folder for configuration and the server's own files. */
  readonly directory: string;
  readonly lifetime: Lifetime;
}

const pollMs = 20;
const answersWithinMs = 10_000;

export async function startHaproxy(upstreamPort: number, context: StartServerContext): Promise<Server> {
  const [port = 0] = await findFreePorts(1);
  const text = haproxyForwarding({ port, upstreamPort });
  return runHaproxy({ name: 'HAProxy', port, text }, context);
}

export async function startNginx(upstreamPort: number, context: StartServerContext): Promise<Server> {
  const [port = 0] = await findFreePorts(1);
  const directory = join(context.directory, 'nginx-proxy');
  const text = nginxForwarding({ port, upstreamPort }, directory);
  return runNginx({ name: 'nginx', port, text }, { ...context, directory });
}

async function startHaproxyCallee(context: StartServerContext): Promise<Server> {
  const [port = 0] = await findFreePorts(1);
  const bodyFile = join(context.directory, 'body.json');
  await writeFile(bodyFile, responseBody());
  return runHaproxy({ name: 'HAProxy', port, text: haproxyAnswering({ port, bodyFile }) }, context);
}

async function startNginxCallee(context: StartServerContext): Promise<Server> {
  const [port = 0] = await findFreePorts(1);
  const directory = join(context.directory, 'nginx-callee');
  const text = nginxAnswering({ port, body: responseBody() }, directory);
  return runNginx({ name: 'nginx', port, text }, { ...context, directory });
}

/**
 * Starts the server behind the proxies: the fastest one that is installed, so that it does not limit the measurement.
 */
export async function startCallee(tools: Tools, directory: string, lifetime: Lifetime): Promise<Server> {
  const context = { directory, lifetime };
  if (tools.haproxy !== null) return startHaproxyCallee({ ...context, program: tools.haproxy });
  if (tools.nginx !== null) return startNginxCallee({ ...context, program: tools.nginx });
  return startNodeCallee(lifetime);
}

async function startNodeCallee(lifetime: Lifetime): Promise<Server> {
  const root = locateRoot();
  const [port = 0] = await findFreePorts(1);
  const script = join(root, 'scripts', 'run-typescript.mjs');
  const args = [script, join(root, 'benchmarks', 'mesh', 'callee-main.ts'), String(port)];
  const started = await startProcess({ command: process.execPath, args, cwd: root, lifetime });
  return untilAnswering({ name: 'Node.js', port }, started, lifetime);
}

/** Starts the built mesh proxy as pods use it: with the caller's identity and with metrics. */
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
  await mesh.apply(configuration(port, adminPort, upstreamPort));
  return { name: 'mesh proxy', port, pid: mesh.pid };
}

function configuration(port: number, adminPort: number, upstreamPort: number): MeshConfiguration {
  const identity = (name: string) => ({
    workload: name,
    serviceAccount: name,
    version: 'v1',
    pod: `${name}-1`,
  });
  return {
    adminPort,
    allowedHosts: [],
    services: [
      { name: 'callee', namespace: 'petstore', endpoints: [{ ...identity('callee'), port: upstreamPort }] },
    ],
    listeners: [
      { port, destination: 'callee.petstore', source: { namespace: 'petstore', ...identity('caller') } },
    ],
  };
}

interface Configured {
  readonly name: string;
  readonly port: number;
  readonly text: string;
}

async function runHaproxy(configured: Configured, { program, directory, lifetime }: StartServerContext) {
  const file = join(directory, `haproxy-${configured.port}.cfg`);
  await writeFile(file, configured.text);
  const started = await startProcess({ command: program, args: ['-db', '-f', file], lifetime });
  return untilAnswering(configured, started, lifetime);
}

async function runNginx(configured: Configured, { program, directory, lifetime }: StartServerContext) {
  await mkdir(directory, { recursive: true });
  const file = join(directory, 'nginx.conf');
  await writeFile(file, configured.text);
  const args = ['-p', directory, '-e', 'stderr', '-c', file];
  const started = await startProcess({ command: program, args, lifetime });
  return untilAnswering(configured, started, lifetime);
}

/** Resolves when the server answers a request with 200. */
async function untilAnswering(
  { name, port }: Pick<Configured, 'name' | 'port'>,
  started: StartedProcess,
  { signal }: Lifetime,
): Promise<Server> {
  const deadline = performance.now() + answersWithinMs;
  let outcome: number | NodeJS.Signals | undefined;
  started.exited.then((ended) => {
    outcome = ended;
  });
  for (;;) {
    if (await answers(port)) return { name, port, pid: started.pid };
    if (outcome !== undefined) throw failed(name, outcome, started);
    if (performance.now() > deadline) {
      const message = `${name} did not answer within ${answersWithinMs / 1_000} s: ${started.stderr().trim()}`;
      throw benchmarkErrors.create('benchmark-process-failed', { message });
    }
    await delay(pollMs, undefined, { signal });
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    const { statusCode, body } = await request(`http://127.0.0.1:${port}/`);
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}
