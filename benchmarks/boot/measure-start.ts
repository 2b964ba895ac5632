import { setTimeout as delay } from 'node:timers/promises';
import type { Lifetime } from '../processes/lifetime.ts';
import { canObserveProcesses, readCpuSeconds } from '../processes/observe-processes.ts';
import { readCpuTimes } from '../report/watch-load.ts';
import { type BenchmarkedSystem, startSystem } from '../system/start-system.ts';
import { type Memory, measureMemory } from './measure-memory.ts';

export interface MeasuredStart {
  readonly readySeconds: number;
  /** Of all of its processes, those that have done their part included; null where the machine does not tell. */
  readonly cpuSeconds: number | null;
  /** Of everybody else on the machine meanwhile. */
  readonly othersCpuSeconds: number | null;
  /** After a rest; null where it was not asked for or the machine does not tell. */
  readonly memory: Memory | null;
}

export interface MeasureStartOptions {
  readonly dataDirectory: string;
  readonly replicas: number;
  /** How long the system rests before its memory is read; null to leave that out. */
  readonly restMs: number | null;
  readonly lifetime: Lifetime;
}

/** One start and its end. */
export async function measureStart(options: MeasureStartOptions): Promise<MeasuredStart> {
  const { restMs, lifetime } = options;
  const before = readCpuTimes();
  const system = await startSystem(options);
  const cpuSeconds = canObserveProcesses ? await readCpuSeconds(await system.listProcesses()) : null;
  const machineSeconds = (readCpuTimes().busyMs - before.busyMs) / 1_000;
  const memory = canObserveProcesses && restMs !== null ? await atRest(system, restMs, lifetime) : null;
  await system.stop();
  return {
    readySeconds: system.readySeconds,
    cpuSeconds,
    othersCpuSeconds: cpuSeconds === null ? null : Math.max(0, machineSeconds - cpuSeconds),
    memory,
  };
}

async function atRest(system: BenchmarkedSystem, restMs: number, { signal }: Lifetime): Promise<Memory> {
  await delay(restMs, undefined, { signal });
  return measureMemory(system);
}
