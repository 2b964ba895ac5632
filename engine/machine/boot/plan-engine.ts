import { availableParallelism, totalmem } from 'node:os';
import { nodeCapacity } from '../../api/objects/node-capacity.ts';
import { decideRoom } from '../../controllers/decide-room.ts';
import type { EngineOptions } from '../../engine-options.ts';
import { engineErrors } from '../../errors.ts';
import { kubeletErrors } from '../../kubelet/index.ts';
import {
  checkPodProcesses,
  formatPath,
  initialReplicas,
  type ManifestSet,
  type PostgresCluster,
  withReplicas,
} from '../../manifests/index.ts';
import { isReplicaCount } from '../../schemas/most-replicas.ts';
import { type AllowedHosts, collectAllowedHosts } from '../host-access/collect-allowed-hosts.ts';
import { checkPace } from '../pace/check-pace.ts';
import { type Pace, paceAt } from '../pace/pace.ts';
import { type HostPorts, planHostPorts } from '../ports/plan-host-ports.ts';
import { withEnvironment, withSelection } from './adjust-manifests.ts';
import { type DeploymentSelection, selectDeployments } from './select-deployments.ts';

/** Everything that is decided before anything is started. */
export interface EnginePlan {
  /** As the files and the options of the start say together. */
  readonly set: ManifestSet;
  /** Null when everything is started. */
  readonly selection: DeploymentSelection | null;
  readonly ports: HostPorts;
  readonly allowedHosts: AllowedHosts;
  readonly cluster: PostgresCluster | null;
  /** Of the controllers. */
  readonly pace: Pace;
}

type PlanOptions = Pick<
  EngineOptions,
  | 'appDirectory'
  | 'allowHosts'
  | 'allowedVariables'
  | 'portOffset'
  | 'replicas'
  | 'fixedReplicas'
  | 'speed'
  | 'set'
  | 'only'
  | 'postgresUrl'
>;

/** Works out what runs where; throws what cannot be, before anything runs. */
export function planEngine(written: ManifestSet, options: PlanOptions): EnginePlan {
  const { replicas, fixedReplicas, speed = 1 } = options;
  if (replicas !== undefined && !isReplicaCount(replicas))
    throw kubeletErrors.create('replicas-invalid', { details: { replicas } });
  const pace = paceAt(speed);
  checkPace(written.objects, pace);
  const set = withReplicas(written, { replicas, isFixed: fixedReplicas });
  const cluster = set.clusters[0] ?? null;
  const { portOffset } = options;
  const hasPostgres = cluster !== null && options.postgresUrl === undefined;
  const ports = planHostPorts({ services: set.services, portOffset, hasPostgres });
  if ('refused' in ports) {
    throw engineErrors.create('port-offset-invalid', {
      message: `--port-offset ${portOffset} cannot be used: ${ports.refused.join('; ')}.`,
      details: { portOffset, problems: ports.refused },
    });
  }
  const selection = options.only === undefined ? null : selectDeployments(set, options.only);
  const allowedHosts = collectAllowedHosts(set, options.allowHosts);
  const adjusted = withEnvironment(withSelection(set, selection), options.set);
  refuseProcesses(adjusted, options);
  refuseBeyondMachine(adjusted);
  return { set: adjusted, cluster, ports, allowedHosts, selection, pace };
}

function refuseProcesses(set: ManifestSet, { appDirectory, allowedVariables }: PlanOptions): void {
  // What the manifests add to the environment from elsewhere was judged by their check, and is again when a pod starts.
  const rules = { appDirectory, allowedVariables: new Set(allowedVariables), keysOf: () => [] };
  const problems = set.deployments.flatMap(({ metadata, spec }) =>
    checkPodProcesses(spec.template.spec, rules).map(
      ({ path, message }) => `Deployment ${metadata.name}: ${formatPath(path)}: ${message}`,
    ),
  );
  if (problems.length === 0) return;
  throw kubeletErrors.create('deployment-refused', {
    message: problems.join('\n'),
    details: { problems },
  });
}

function refuseBeyondMachine(set: ManifestSet): void {
  const specs = set.deployments.map((deployment) => ({
    ...deployment.spec,
    replicas: initialReplicas(deployment, set.objects.HorizontalPodAutoscaler),
  }));
  const capacity = nodeCapacity({ cores: availableParallelism(), memoryBytes: totalmem() });
  const decision = decideRoom(specs, capacity);
  if (decision.fits) return;
  throw engineErrors.create('machine-too-small', {
    message: `${decision.message} Start fewer with --replicas 1 or --only NAME, or lower their requests.`,
  });
}
