import { engineErrors } from './engine-errors.ts';
import type { EngineOptions } from './engine-options.ts';
import type { ManifestSet, PostgresCluster } from './manifests/index.ts';
import { type HostPorts, planHostPorts } from './plan-host-ports.ts';
import { type DeploymentPlan, planDeployment, supervisorErrors } from './supervisor/index.ts';

/** Everything that is decided before anything is started. */
export interface EnginePlan {
  readonly set: ManifestSet;
  readonly deployments: readonly DeploymentPlan[];
  readonly ports: HostPorts;
  readonly cluster: PostgresCluster | null;
}

type PlanOptions = Pick<EngineOptions, 'portOffset' | 'replicas' | 'set' | 'only'>;

/** Works out what runs where; throws what cannot be, before anything runs. */
export function planEngine(set: ManifestSet, options: PlanOptions): EnginePlan {
  if (set.clusters.length > 1) throw engineErrors.create('one-cluster-only');
  const cluster = set.clusters[0] ?? null;
  const { portOffset } = options;
  const ports = planHostPorts({ services: set.services, portOffset, hasPostgres: cluster !== null });
  if ('refused' in ports) {
    throw engineErrors.create('port-offset-invalid', {
      message: `--port-offset ${portOffset} cannot be used: ${ports.refused.join('; ')}.`,
      details: { portOffset, problems: ports.refused },
    });
  }
  return { set, cluster, ports, deployments: planDeployments(set, options) };
}

function planDeployments(
  set: ManifestSet,
  { replicas, set: environment, only }: PlanOptions,
): DeploymentPlan[] {
  const names = set.deployments.map(({ metadata }) => metadata.name);
  const unknown = (only ?? []).filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw supervisorErrors.create('deployment-not-found', {
      message: `There is no Deployment ${unknown.join(', ')}; there are ${names.join(', ')}.`,
      details: { deployments: names },
    });
  }
  const problems: string[] = [];
  const plans = set.deployments.flatMap((deployment) => {
    const isWanted = only === undefined || only.includes(deployment.metadata.name);
    const wanted = isWanted ? replicas : 0;
    const plan = planDeployment(deployment, { namespace: set.namespace, replicas: wanted, environment });
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
