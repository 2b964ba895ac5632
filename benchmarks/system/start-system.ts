import { join } from 'node:path';
import type { EngineStatus } from '@petstore/engine/api/control';
import { isPortFree } from '@petstore/engine/port-allocator';
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

/** Ports that a system opens at offset 0. */
const fixedPorts = [8080, 8000, 8001, 8002, 8003, 8004, 6443, 9000, 9090, 4318, 5433];

/** Offsets that keep the fixed ports below those of pods. */
const offsets = { first: 1_000, last: 10_900 };
const mostTries = 200;

interface StartSystemOptions {
  readonly dataDirectory: string;
  /** Replicas of each Deployment; null leaves them as in the manifests. */
  readonly replicas: number | null;
  /** Folder of the manifests; those of the repository by default. */
  readonly manifestsDirectory?: string;
  /** Lets autoscalers change the number of replicas; by default a system keeps its pods from start to end. */
  readonly hasAutoscaler?: boolean;
  readonly lifetime: Lifetime;
}

export interface BenchmarkedSystem {
  /** From the start of `petstore up` until every replica was ready. */
  readonly readySeconds: number;
  readonly status: EngineStatus;
  /** The status now: with an autoscaler, pods come and go. */
  readStatus(): Promise<EngineStatus>;
  /** Address of a Service from outside the mesh. */
  addressOf(service: string): string;
  /** Process ids of all processes that run now: engine, mesh, database, pods. */
  listProcesses(): Promise<number[]>;
  /** Process ids from which all others descend. */
  readonly roots: readonly number[];
  stop(): Promise<void>;
}

/** Grace period before SIGKILL; the command stops within three seconds on an idle machine. */
const stopsWithinMs = 20_000;

/** Builds if stale, so that no measured start includes a build. */
export async function buildSystem(lifetime: Lifetime): Promise<void> {
  const root = locateRoot();
  const args = [join(root, 'scripts', 'build.mjs')];
  await runProcess({ command: process.execPath, args, cwd: root, lifetime });
}

/** Runs `petstore up` at a free port offset, and resolves when everything is ready. */
export async function startSystem(options: StartSystemOptions): Promise<BenchmarkedSystem> {
  const { dataDirectory, replicas, hasAutoscaler = false, manifestsDirectory, lifetime } = options;
  const root = locateRoot();
  const portOffset = await findPortOffset();
  const args = [join(root, 'cli', 'bin', 'petstore.mjs'), 'up', '--json', '--data', dataDirectory];
  args.push('--port-offset', String(portOffset));
  if (!hasAutoscaler) args.push('--fixed-replicas');
  if (replicas !== null) args.push('--replicas', String(replicas));
  if (manifestsDirectory !== undefined) args.push('--file', manifestsDirectory);
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
  const readStatus = async () => (await (await request(`${controlUrl}/status`)).body.json()) as EngineStatus;
  const status = await readStatus();
  const roots = [command.pid, ...rootsOf(status)];
  return {
    readySeconds,
    status,
    readStatus,
    addressOf: (service) => addressIn(status, service),
    listProcesses: () => listProcessTree(roots),
    roots,
    stop: () => command.stop(),
  };
}

/** Process ids that may not descend from the engine: the database, and processes that it adopted. */
function rootsOf({ mesh, telemetry, postgres, deployments }: EngineStatus): number[] {
  const pods = deployments.flatMap((deployment) => deployment.pods.map(({ pid }) => pid));
  return [mesh.pid, telemetry.pid, postgres?.pid ?? null, ...pods].filter((pid) => pid !== null);
}

function addressIn({ addresses }: EngineStatus, service: string): string {
  const address = addresses.find((each) => each.service === service);
  if (address === undefined) throw new Error(`the system has no Service ${service}`);
  return address.url;
}

/** `up --json` prints one document, which is complete as soon as it parses. */
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

/** A random port offset at which all fixed ports are free now. */
async function findPortOffset(random: () => number = Math.random): Promise<number> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const offset = offsets.first + Math.floor(random() * (offsets.last - offsets.first));
    const free = await Promise.all(fixedPorts.map((port) => isPortFree(port + offset)));
    if (free.every(Boolean)) return offset;
  }
  const message = `None of ${mostTries} random port offsets has all ports of a system free; stop other systems and try again.`;
  throw benchmarkErrors.create('benchmark-process-failed', { message });
}
