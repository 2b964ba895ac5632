import type { CpuSnapshot, ProcessCpu } from '../processes/observe-cpu.ts';

/** Children of the engine that have ended: its init containers, and the probes that are commands. */
export const endedContainers = 'init containers';

/** The processes of a system by role, as `groupProcesses` gives them. */
type Groups = readonly { readonly name: string; readonly roots: readonly number[] }[];

/** CPU seconds of a start by group: each process counts for its nearest ancestor that is in a group. */
export function groupStartCpu(
  snapshot: CpuSnapshot,
  groups: Groups,
  enginePid: number,
): ReadonlyMap<string, number> {
  const names = new Map(groups.flatMap(({ name, roots }) => roots.map((pid) => [pid, name] as const)));
  const seconds = new Map<string, number>(
    [...groups.map(({ name }) => name), endedContainers].map((name) => [name, 0]),
  );
  const add = (name: string, ms: number) => seconds.set(name, (seconds.get(name) ?? 0) + ms / 1_000);
  for (const process of snapshot.values()) {
    const name = nameOf(process, snapshot, names);
    add(name, process.ms);
    add(process.pid === enginePid ? endedContainers : name, process.endedChildrenMs);
  }
  return seconds;
}

/** The command that started the engine belongs to it. */
function nameOf(process: ProcessCpu, snapshot: CpuSnapshot, names: ReadonlyMap<number, string>): string {
  for (let each: ProcessCpu | undefined = process; each !== undefined; each = snapshot.get(each.parentPid)) {
    const name = names.get(each.pid);
    if (name !== undefined) return name;
  }
  return 'engine';
}
