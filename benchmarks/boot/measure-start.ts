import { setTimeout as delay } from 'node:timers/promises';
import type { Lifetime } from '../processes/lifetime.ts';
import { canObserveProcesses, readCpuSeconds } from '../processes/observe-processes.ts';
import { readCpuTimes } from '../report/describe-run.ts';
import { type BenchmarkedSystem, startSystem } from '../system/start-system.ts';
import { type Memory, measureMemory } from './measure-memory.ts';

export interface MeasuredStart {
  readonly readySeconds: number;
  /**
   * CPU of all processes of the system, including those that have exited; null where the platform does not report it.
   */
  readonly cpuSeconds: number | null;
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

/** Starts a system, measures it and stops it. */
export async function measureStart(options: MeasureStartOptions): Promise<MeasuredStart> {
  const { restMs, lifetime } = options;
  const before = readCpuTimes();
  const system = await startSystem(options);
  const cpuSeconds = canObserveProcesses ? await readCpuSeconds(await system.listProcesses()) : null;
  const machineSeconds = (readCpuTimes().busyMs - before.busyMs) / 1_000;
  const rest = canObserveProcesses && restMs !== null ? await measureRest(system, restMs, lifetime) : null;
  await system.stop();
  return {
    readySeconds: system.readySeconds,
    cpuSeconds,
    othersCpuSeconds: cpuSeconds === null ? null : Math.max(0, machineSeconds - cpuSeconds),
    rest,
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
