import type { EngineStatus } from '@petstore/engine/api/control';
import { listProcessTree, readPssBytes } from '../processes/observe-processes.ts';
import type { BenchmarkedSystem } from '../system/start-system.ts';

const bytesPerMegabyte = 1_000_000;

/** Megabytes (PSS) by role of the processes; each process counts once. */
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

/** Of all groups of processes. */
export function sumOf(groups: ReadonlyMap<string, number>): number {
  return [...groups.values()].reduce((sum, each) => sum + each, 0);
}

/** Processes with one role, such as the replicas of a Deployment. */
interface ProcessGroup {
  readonly name: string;
  /** The first processes of the group; their descendants belong to it. */
  readonly roots: readonly number[];
}

/** The processes of a system by role; the engine comes last because all others may descend from it. */
export function groupProcesses({
  mesh,
  telemetry,
  postgres,
  deployments,
  pid,
}: EngineStatus): ProcessGroup[] {
  const pods = deployments.map(
    (deployment): ProcessGroup => ({
      name: deployment.name,
      roots: deployment.pods.map((pod) => pod.pid).filter((each) => each !== null),
    }),
  );
  const postgresPid = postgres?.pid ?? null;
  return [
    ...pods,
    { name: 'mesh proxy', roots: [mesh.pid] },
    ...(telemetry.pid === null ? [] : [{ name: 'telemetry', roots: [telemetry.pid] }]),
    ...(postgresPid === null ? [] : [{ name: 'PostgreSQL', roots: [postgresPid] }]),
    { name: 'engine', roots: [pid] },
  ];
}
