import { join } from 'node:path';
import type { EngineStatus } from '@petstore/engine/control-api';
import { isPortFree } from '@petstore/engine/supervisor';
import { request } from 'undici';
import { benchmarkErrors } from '../errors.ts';
import { locateRoot } from '../locate-root.ts';
import type { Lifetime } from '../processes/lifetime.ts';
import { listProcessTree } from '../processes/observe-processes.ts';
import {
  failed,
  runProcess,
  type StartedProcess,
  startProcess,
  untilAborted,
} from '../processes/start-process.ts';

/** What a system opens without an offset, the ports that it will open one day included. */
const fixedPorts = [8080, 8000, 8001, 8002, 8003, 8004, 9000, 9090, 4318, 5433];

/** The highest of them stays below the pods' ports. */
const offsets = { first: 1_000, last: 10_900 };
const mostTries = 200;

interface StartSystemOptions {
  readonly dataDirectory: string;
  /** Of each Deployment; as in the manifests when it is null. */
  readonly replicas: number | null;
  readonly lifetime: Lifetime;
}

export interface BenchmarkedSystem {
  /** From `petstore up` until every replica was ready: what a person waits for. */
  readonly readySeconds: number;
  readonly status: EngineStatus;
  /** Where a service is reached from outside. */
  addressOf(service: string): string;
  /** All of its processes as they are now: engine, mesh, database, pods. */
  listProcesses(): Promise<number[]>;
  stop(): Promise<void>;
}

/** The command stops in three seconds; on a machine that is very busy it takes longer. */
const stopsWithinMs = 20_000;

/** Builds what is stale, so that no start that is measured has to. */
export async function buildSystem(lifetime: Lifetime): Promise<void> {
  const root = locateRoot();
  const args = [join(root, 'scripts', 'build.mjs')];
  await runProcess({ command: process.execPath, args, cwd: root, lifetime });
}

/** Runs `petstore up` on a port offset of its own, and resolves when everything is ready. */
export async function startSystem(options: StartSystemOptions): Promise<BenchmarkedSystem> {
  const { dataDirectory, replicas, lifetime } = options;
  const root = locateRoot();
  const portOffset = await findPortOffset();
  const args = [join(root, 'cli', 'bin', 'petstore.mjs'), 'up', '--json', '--data', dataDirectory];
  args.push('--port-offset', String(portOffset));
  if (replicas !== null) args.push('--replicas', String(replicas));
  const startedAtMs = performance.now();
  const command = await startProcess({
    command: process.execPath,
    args,
    cwd: root,
    lifetime,
    stopSignal: 'SIGINT',
    stopWithinMs: stopsWithinMs,
  });
  const controlUrl = await untilAborted(untilReady(command), lifetime.signal);
  const readySeconds = (performance.now() - startedAtMs) / 1_000;
  const status = (await (await request(`${controlUrl}/status`)).body.json()) as EngineStatus;
  return {
    readySeconds,
    status,
    addressOf: (service) => addressIn(status, service),
    listProcesses: () => listProcessTree([command.pid, ...rootsOf(status)]),
    stop: () => command.stop(),
  };
}

/** The database is no child of the engine, and what was adopted never is. */
function rootsOf({ mesh, telemetry, postgres, deployments }: EngineStatus): number[] {
  const pods = deployments.flatMap((deployment) => deployment.pods.map(({ pid }) => pid));
  return [mesh.pid, telemetry.pid, postgres?.pid ?? null, ...pods].filter((pid) => pid !== null);
}

function addressIn({ addresses }: EngineStatus, service: string): string {
  const address = addresses.find((each) => each.service === service);
  if (address === undefined) throw new Error(`the system has no Service ${service}`);
  return address.url;
}

/** The one document that `up --json` prints is complete as soon as it can be parsed. */
function untilReady(command: StartedProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    command.child.stdout?.on('data', () => {
      const controlUrl = controlUrlIn(command.stdout());
      if (controlUrl !== null) resolve(controlUrl);
    });
    command.exited.then((outcome) => reject(failed('petstore up', outcome, command)), reject);
  });
}

function controlUrlIn(text: string): string | null {
  try {
    const document: unknown = JSON.parse(text);
    const isStart = typeof document === 'object' && document !== null && 'controlUrl' in document;
    return isStart && typeof document.controlUrl === 'string' ? document.controlUrl : null;
  } catch {
    return null;
  }
}

/** Any port offset under which every fixed port of a system is free now. */
async function findPortOffset(random: () => number = Math.random): Promise<number> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const offset = offsets.first + Math.floor(random() * (offsets.last - offsets.first));
    const free = await Promise.all(fixedPorts.map((port) => isPortFree(port + offset)));
    if (free.every(Boolean)) return offset;
  }
  const message = `Under none of ${mostTries} port offsets all ports of a system are free.`;
  throw benchmarkErrors.create('benchmark-process-failed', { message });
}
