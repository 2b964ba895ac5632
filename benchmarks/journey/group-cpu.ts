import type { EngineStatus } from '@petstore/engine/api/control';
import { floorDatabase } from '../floor/start-floor.ts';
import type { CpuGroups, ProcessCpu } from '../processes/observe-cpu.ts';

/** Prefix of the groups of the floor's own processes. */
export const floorPrefix = 'floor ';
/** Checkpointer, writers and the server itself, which work for whoever writes. */
export const sharedPostgres = 'PostgreSQL, shared processes';
export const endedBackends = 'PostgreSQL, ended backends';
/** Everything that no group has. */
export const otherProcesses = 'other';

/** `postgres: ROLE DATABASE HOST(PORT) ACTIVITY`, as in set_ps_display of PostgreSQL's postmaster. */
const backendTitle = /^postgres: \S+ (\S+) \S+\(\d+\)/;

/** The groups that a system's processes and the floor's belong to; the connections of the benchmark are left out. */
export function groupCpu(
  {
    deployments,
    mesh,
    telemetry,
    pid,
    postgres,
  }: Pick<EngineStatus, 'deployments' | 'mesh' | 'telemetry' | 'pid' | 'postgres'>,
  floorPids: ReadonlyMap<string, number>,
): CpuGroups {
  const names = new Map<number, string>([
    [pid, 'engine'],
    [mesh.pid, 'mesh'],
    ...deployments.flatMap(({ name, pods }) => pods.map((pod): [number, string] => [pod.pid ?? -1, name])),
    ...[...floorPids].map(([role, floorPid]): [number, string] => [floorPid, `${floorPrefix}${role}`]),
  ]);
  if (telemetry.pid !== null) names.set(telemetry.pid, 'telemetry');
  const serverPid = postgres?.pid ?? -1;
  const isServer = (process: ProcessCpu) => process.pid === serverPid;
  return {
    ofProcess(process) {
      if (isServer(process) || process.parentPid === serverPid) return groupOfPostgres(process);
      return names.get(process.pid) ?? otherProcesses;
    },
    ofEndedChildren: (parent) => (isServer(parent) ? endedBackends : otherProcesses),
  };
}

function groupOfPostgres({ title }: ProcessCpu): string | null {
  const database = backendTitle.exec(title)?.[1];
  if (database === undefined) return sharedPostgres;
  // No service of ours uses the database of administrators.
  if (database === 'postgres') return null;
  return database === floorDatabase ? `${floorPrefix}PostgreSQL` : `PostgreSQL ${database}`;
}
