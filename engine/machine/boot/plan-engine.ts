import type { EngineOptions } from '../../engine-options.ts';
import { engineErrors } from '../../errors.ts';
import {
  type DeploymentPlan,
  isReplicaCount,
  planDeployment,
  supervisorErrors,
} from '../../kubelet/index.ts';
import {
  type Deployment,
  initialReplicas,
  type ManifestSet,
  type PostgresCluster,
  withReplicas,
} from '../../manifests/index.ts';
import { type AllowedHosts, collectAllowedHosts } from '../host-access/collect-allowed-hosts.ts';
import { checkPace } from '../pace/check-pace.ts';
import { type Pace, paceAt } from '../pace/pace.ts';
import { type HostPorts, planHostPorts } from '../ports/plan-host-ports.ts';
import { type DeploymentSelection, selectDeployments } from './select-deployments.ts';

/** Everything that is decided before anything is started. */
export interface EnginePlan {
  readonly set: ManifestSet;
  readonly deployments: readonly DeploymentPlan[];
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
    throw supervisorErrors.create('replicas-invalid', { details: { replicas } });
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
  const deployments = planDeployments(set, options, selection);
  return { set, cluster, ports, allowedHosts, selection, deployments, pace };
}

function planDeployments(
  set: ManifestSet,
  { replicas, set: environment, appDirectory, allowedVariables }: PlanOptions,
  selection: DeploymentSelection | null,
): DeploymentPlan[] {
  const problems: string[] = [];
  const plans = set.deployments.flatMap((deployment) => {
    const wanted = selection === null ? replicas : replicasOf(deployment, selection, replicas);
    const plan = planDeployment(deployment, {
      namespace: set.namespace,
      replicas: wanted ?? initialReplicas(deployment, set.objects.HorizontalPodAutoscaler),
      environment,
      appDirectory,
      allowedVariables: new Set(allowedVariables),
    });
    if (!('refused' in plan)) return [plan];
    problems.push(...plan.refused);
    return [];
  });
  if (problems.length === 0) return plans;
  throw supervisorErrors.create('deployment-refused', {
    message: problems.join('\n'),
    details: { problems },
  });
}

function replicasOf(
  { metadata }: Deployment,
  { started }: DeploymentSelection,
  replicas: number | undefined,
): number | undefined {
  const selected = started.find(({ name }) => name === metadata.name);
  if (selected === undefined) return 0;
  // One pod prepares a database as well as many.
  return selected.prepares === null ? replicas : 1;
}
