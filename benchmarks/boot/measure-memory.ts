import { listProcessTree, readPssBytes } from '../processes/observe-processes.ts';
import { groupProcesses } from '../system/group-processes.ts';
import type { BenchmarkedSystem } from '../system/start-system.ts';

const bytesPerMegabyte = 1_000_000;

/** Megabytes (PSS) by what the processes do; every process counts once. */
export type Memory = ReadonlyMap<string, number>;

export async function measureMemory(system: BenchmarkedSystem): Promise<Memory> {
  const seen = new Set<number>();
  const memory = new Map<string, number>();
  for (const { name, roots } of groupProcesses(system.status)) {
    const pids = (await listProcessTree(roots)).filter((pid) => !seen.has(pid));
    for (const pid of pids) seen.add(pid);
    memory.set(name, (await readPssBytes(pids)) / bytesPerMegabyte);
  }
  return memory;
}

export function sumOf(memory: Memory): number {
  return [...memory.values()].reduce((sum, each) => sum + each, 0);
}
