import { readdir, readFile } from 'node:fs/promises';
import { descendantsOf, listProcesses, readTicksPerSecond } from './observe-processes.ts';

/** CPU time of one process, in milliseconds since its start. */
export interface ProcessCpu {
  readonly pid: number;
  readonly parentPid: number;
  readonly ms: number;
  /** Of children that have ended and that it has waited for. */
  readonly endedChildrenMs: number;
  /** What `ps` shows; a PostgreSQL backend names its role and database in it. */
  readonly title: string;
}

export type CpuSnapshot = ReadonlyMap<number, ProcessCpu>;

const nanosecondsPerMs = 1_000_000;

/** CPU of the roots and of all that descend from them. */
export async function readCpuOf(roots: readonly number[]): Promise<CpuSnapshot> {
  const msPerTick = 1_000 / (await readTicksPerSecond());
  const processes = descendantsOf(roots, await listProcesses());
  const read = await Promise.all(
    processes.map(async ({ pid, parentPid, ownTicks, cpuTicks }): Promise<ProcessCpu> => {
      // Threads count exactly, but only those that still run; ticks count all, in steps of some milliseconds.
      const ms = Math.max(await readThreadsMs(pid), ownTicks * msPerTick);
      const endedChildrenMs = (cpuTicks - ownTicks) * msPerTick;
      return { pid, parentPid, ms, endedChildrenMs, title: await readTitle(pid) };
    }),
  );
  return new Map(read.map((process) => [process.pid, process]));
}

/** Whose CPU something is; null leaves it out. */
export interface CpuGroups {
  /** The group of a process that runs. */
  ofProcess(process: ProcessCpu): string | null;
  /** The group of what the children of a process used that ended meanwhile. */
  ofEndedChildren(parent: ProcessCpu): string | null;
}

/** Milliseconds of CPU by group between two snapshots. */
export function cpuBetween(
  before: CpuSnapshot,
  after: CpuSnapshot,
  groups: CpuGroups,
): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  const add = (group: string | null, ms: number) => {
    if (group !== null && ms !== 0) sums.set(group, (sums.get(group) ?? 0) + ms);
  };
  for (const process of after.values()) {
    const earlier = before.get(process.pid);
    add(groups.ofProcess(process), process.ms - (earlier?.ms ?? 0));
    const ended = process.endedChildrenMs - (earlier?.endedChildrenMs ?? 0);
    // A child's whole life is added when it ends; what it had used before is not of this time.
    if (ended > 0) add(groups.ofEndedChildren(process), ended - usedByEnded(process.pid, before, after));
  }
  return sums;
}

function usedByEnded(parentPid: number, before: CpuSnapshot, after: CpuSnapshot): number {
  return [...before.values()]
    .filter((child) => child.parentPid === parentPid && !after.has(child.pid))
    .reduce((sum, { ms, endedChildrenMs }) => sum + ms + endedChildrenMs, 0);
}

async function readThreadsMs(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const times = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').catch(() => '0')),
  );
  return times.reduce((sum, text) => sum + Number.parseInt(text, 10), 0) / nanosecondsPerMs;
}

async function readTitle(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return text.replaceAll('\0', ' ').trim();
}
