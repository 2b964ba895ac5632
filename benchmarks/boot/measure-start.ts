import { setTimeout as delay } from 'node:timers/promises';
import { readManifests } from '@petstore/engine/manifests';
import type { Lifetime } from '../processes/lifetime.ts';
import { readCpuOf } from '../processes/observe-cpu.ts';
import { canObserveProcesses, readCpuSeconds } from '../processes/observe-processes.ts';
import { readCpuTimes } from '../report/describe-run.ts';
import { type BenchmarkedSystem, startSystem } from '../system/start-system.ts';
import { readServerCommand } from './bare-postgres.ts';
import { groupStartCpu } from './group-start-cpu.ts';
import { groupProcesses, type Memory, measureMemory, sumOf } from './measure-memory.ts';
import type { FloorShape } from './start-boot-floor.ts';

export interface MeasuredStart {
  readonly readySeconds: number;
  /**
   * CPU of all processes of the system, including those that have exited; null where the platform does not report it.
   */
  readonly cpuSeconds: number | null;
  /** The same by group of processes, such as a Deployment or the mesh. */
  readonly cpuGroups: ReadonlyMap<string, number> | null;
  /** CPU of all other processes on the machine during the start. */
  readonly othersCpuSeconds: number | null;
  /** Null when not requested, or where the platform does not report it. */
  readonly rest: Rest | null;
}

/** Resources of a system that serves no requests. */
interface Rest {
  readonly memory: Memory;
  /** Average number of busy cores. */
  readonly cores: number;
}

interface MeasureStartOptions {
  readonly dataDirectory: string;
  readonly replicas: number;
  /** Rest before memory is measured, in milliseconds; null skips the measurement. */
  readonly restMs: number | null;
  readonly lifetime: Lifetime;
}

/** A measured start, and what its floor has to start; null where the platform does not tell. */
export interface StartOfSystem extends MeasuredStart {
  readonly shape: FloorShape | null;
}

/** Starts a system, measures it and stops it. */
export async function measureStart(options: MeasureStartOptions): Promise<StartOfSystem> {
  const { restMs, lifetime } = options;
  const before = readCpuTimes();
  const system = await startSystem(options);
  const cpuGroups = canObserveProcesses ? await readStartCpu(system) : null;
  const cpuSeconds = cpuGroups === null ? null : sumOf(cpuGroups);
  const machineSeconds = (readCpuTimes().busyMs - before.busyMs) / 1_000;
  const rest = canObserveProcesses && restMs !== null ? await measureRest(system, restMs, lifetime) : null;
  const shape = await readShape(system);
  await system.stop();
  return {
    readySeconds: system.readySeconds,
    cpuSeconds,
    cpuGroups,
    shape,
    othersCpuSeconds: cpuSeconds === null ? null : Math.max(0, machineSeconds - cpuSeconds),
    rest,
  };
}

async function readStartCpu({ roots, status }: BenchmarkedSystem): Promise<ReadonlyMap<string, number>> {
  return groupStartCpu(await readCpuOf(roots), groupProcesses(status), status.pid);
}

async function readShape({ status }: BenchmarkedSystem): Promise<FloorShape | null> {
  const { pid = null, port = 0 } = status.postgres ?? {};
  if (pid === null || !canObserveProcesses) return null;
  const { deployments } = await readManifests(status.manifestsDirectory);
  const initContainersOf = new Map(
    deployments.map(({ metadata, spec }) => [metadata.name, spec.template.spec.initContainers?.length ?? 0]),
  );
  const count = (each: (name: string) => number) =>
    status.deployments.reduce((sum, { name, pods }) => sum + pods.length * each(name), 0);
  return {
    server: await readServerCommand(pid, port),
    pods: count(() => 1),
    initContainers: count((name) => initContainersOf.get(name) ?? 0),
  };
}

/** The first half of the rest lets the work that follows a start finish; the second half is measured. */
async function measureRest(system: BenchmarkedSystem, restMs: number, { signal }: Lifetime): Promise<Rest> {
  await delay(restMs / 2, undefined, { signal });
  const before = await readCpuSeconds(await system.listProcesses());
  const beganAtMs = performance.now();
  await delay(restMs / 2, undefined, { signal });
  const after = await readCpuSeconds(await system.listProcesses());
  const seconds = (performance.now() - beganAtMs) / 1_000;
  return { memory: await measureMemory(system), cores: (after - before) / seconds };
}
