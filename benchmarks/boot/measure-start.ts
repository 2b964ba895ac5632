import { setTimeout as delay } from 'node:timers/promises';
import type { Lifetime } from '../processes/lifetime.ts';
import { canObserveProcesses, readCpuSeconds } from '../processes/observe-processes.ts';
import { readCpuTimes } from '../report/describe-run.ts';
import { type BenchmarkedSystem, startSystem } from '../system/start-system.ts';
import { type Memory, measureMemory } from './measure-memory.ts';

export interface MeasuredStart {
  readonly readySeconds: number;
  /** Of all of its processes, those that have done their part included; null where the machine does not tell. */
  readonly cpuSeconds: number | null;
  /** Of everybody else on the machine meanwhile. */
  readonly othersCpuSeconds: number | null;
  /** Null where it was not asked for or the machine does not tell. */
  readonly rest: Rest | null;
}

/** What a system needs while nobody asks anything of it. */
interface Rest {
  readonly memory: Memory;
  /** How many cores it keeps busy. */
  readonly cores: number;
}

interface MeasureStartOptions {
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
  const rest = canObserveProcesses && restMs !== null ? await measureRest(system, restMs, lifetime) : null;
  await system.stop();
  return {
    readySeconds: system.readySeconds,
    cpuSeconds,
    othersCpuSeconds: cpuSeconds === null ? null : Math.max(0, machineSeconds - cpuSeconds),
    rest,
  };
}

/** The first half of the time is for what a start leaves to do. */
async function measureRest(system: BenchmarkedSystem, restMs: number, { signal }: Lifetime): Promise<Rest> {
  await delay(restMs / 2, undefined, { signal });
  const before = await readCpuSeconds(await system.listProcesses());
  const beganAtMs = performance.now();
  await delay(restMs / 2, undefined, { signal });
  const after = await readCpuSeconds(await system.listProcesses());
  const seconds = (performance.now() - beganAtMs) / 1_000;
  return { memory: await measureMemory(system), cores: (after - before) / seconds };
}
