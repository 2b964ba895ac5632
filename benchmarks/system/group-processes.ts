import type { EngineStatus } from '@petstore/engine/control-api';

/** What runs of a system under one name, such as the replicas of a Deployment. */
export interface ProcessGroup {
  readonly name: string;
  /** The first processes of the group; their descendants belong to it. */
  readonly roots: readonly number[];
}

/** The processes of a system by what they do, the engine last: everything else may descend from it. */
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
