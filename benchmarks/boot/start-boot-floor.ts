import { join } from 'node:path';
import type { FloorDatabase } from '../floor/bare-database.ts';
import { bundleProcess } from '../floor/bundle-process.ts';
import { locateRoot } from '../locate-root.ts';
import { findFreePorts } from '../processes/find-free-ports.ts';
import type { Lifetime } from '../processes/lifetime.ts';
import { readCpuOf } from '../processes/observe-cpu.ts';
import {
  canObserveProcesses,
  listProcesses,
  listProcessTree,
  readTicksPerSecond,
} from '../processes/observe-processes.ts';
import { failed, type StartedProcess, startProcess, untilAborted } from '../processes/start-process.ts';
import type { BarePodOptions } from './bare-pod.ts';
import { rejectWhenEnded, type ServerCommand, startBareServer } from './bare-postgres.ts';

/** A system as its floor sees it: how many processes it starts, and on which server. */
export interface FloorShape {
  readonly server: ServerCommand;
  readonly pods: number;
  readonly initContainers: number;
}

/** CPU seconds of a start of the floor. */
export interface FloorCpu {
  /** Of all its pods. */
  readonly pods: number;
  readonly initContainers: number;
  readonly postgres: number;
}

interface StartBootFloorOptions {
  readonly shape: FloorShape;
  readonly database: FloorDatabase;
  /** The bundle of `bundleBarePod`. */
  readonly program: string;
  readonly lifetime: Lifetime;
}

export interface BootFloor {
  /** Until every pod listens and has connected, and every init container has exited. */
  readonly readySeconds: number;
  readonly cpu: FloorCpu | null;
  /** Ports on which the pods listen. */
  readonly ports: readonly number[];
  listProcesses(): Promise<number[]>;
  stop(): Promise<void>;
}

export async function bundleBarePod(directory: string): Promise<string> {
  const program = join(directory, 'bare-pod.cjs');
  await bundleProcess(join(locateRoot(), 'benchmarks', 'boot', 'bare-pod-main.ts'), program);
  return program;
}

/** Starts the server and all processes at once. When it throws, none of them is left. */
export async function startBootFloor(options: StartBootFloorOptions): Promise<BootFloor> {
  const { shape, lifetime } = options;
  const ports = await findFreePorts(shape.pods);
  const endedBefore = canObserveProcesses ? await readEndedChildrenSeconds() : 0;
  const beganAtMs = performance.now();
  const server = await startBareServer(shape.server, lifetime);
  const pods: StartedProcess[] = [];
  const initContainers: StartedProcess[] = [];
  const stop = async () => {
    await Promise.all([...pods, ...initContainers].map((pod) => pod.stop()));
    await server.stop();
  };
  try {
    for (let left = shape.initContainers; left > 0; left -= 1)
      initContainers.push(await startBarePod(options, null));
    for (const port of ports) pods.push(await startBarePod(options, port));
    const all = Promise.all([...pods.map(untilReady), ...initContainers.map(untilExited)]);
    await untilAborted(Promise.race([all, rejectWhenEnded(server)]), lifetime.signal);
    const readySeconds = (performance.now() - beganAtMs) / 1_000;
    const pids = pods.map(({ pid }) => pid);
    const cpu = canObserveProcesses ? await readCpu(pids, server.pid, endedBefore) : null;
    return { readySeconds, cpu, ports, listProcesses: () => listProcessTree([server.pid, ...pids]), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function startBarePod(
  { program, database, lifetime }: StartBootFloorOptions,
  port: number | null,
): Promise<StartedProcess> {
  const told: BarePodOptions = { database, port };
  return startProcess({ command: process.execPath, args: [program, JSON.stringify(told)], lifetime });
}

function untilReady(pod: StartedProcess): Promise<void> {
  if (pod.stdout() !== '') return Promise.resolve();
  return new Promise((resolve, reject) => {
    pod.child.stdout?.once('data', () => resolve());
    pod.exited.then((outcome) => reject(failed('a pod of the boot floor', outcome, pod)), reject);
  });
}

async function untilExited(initContainer: StartedProcess): Promise<void> {
  const outcome = await initContainer.exited;
  if (outcome !== 0) throw failed('an init container of the boot floor', outcome, initContainer);
}

async function readCpu(pods: readonly number[], server: number, endedBefore: number): Promise<FloorCpu> {
  const initContainers = (await readEndedChildrenSeconds()) - endedBefore;
  return { pods: await readSeconds(pods), initContainers, postgres: await readSeconds([server]) };
}

async function readSeconds(roots: readonly number[]): Promise<number> {
  const snapshot = await readCpuOf(roots);
  return (
    [...snapshot.values()].reduce((sum, { ms, endedChildrenMs }) => sum + ms + endedChildrenMs, 0) / 1_000
  );
}

/** CPU of the children of this process that have ended: during a start of the floor, its init containers alone. */
async function readEndedChildrenSeconds(): Promise<number> {
  const ticksPerSecond = await readTicksPerSecond();
  const self = (await listProcesses()).find(({ pid }) => pid === process.pid);
  return self === undefined ? 0 : (self.cpuTicks - self.ownTicks) / ticksPerSecond;
}
