import type { Deployment } from '../schemas/deployment.ts';
import type { HorizontalPodAutoscaler } from '../schemas/horizontal-pod-autoscaler.ts';
import { autoscalerOf, initialReplicas } from './initial-replicas.ts';
import { type ManifestSet, manifestSetOf } from './reading/manifest-set.ts';

interface WantedReplicas {
  /** Of every Deployment; each its own number where it is not given. */
  readonly replicas?: number | undefined;
  /** Whether autoscalers may not change it. */
  readonly isFixed?: boolean | undefined;
}

/**
 * The manifests with another number of replicas: autoscalers begin there and go no lower, and where it is fixed no
 * higher either. Without replicas there is no autoscaling, so that their bounds stay then.
 */
export function withReplicas(set: ManifestSet, { replicas, isFixed = false }: WantedReplicas): ManifestSet {
  if (replicas === undefined && !isFixed) return set;
  const { Deployment, HorizontalPodAutoscaler } = set.objects;
  const wanted = (deployment: Deployment) => replicas ?? initialReplicas(deployment, HorizontalPodAutoscaler);
  const deployments = Deployment.map((deployment) => ({
    ...deployment,
    spec: { ...deployment.spec, replicas: wanted(deployment) },
  }));
  const counts = new Map(
    deployments.map(({ metadata, spec }) => [autoscalerOf(metadata, HorizontalPodAutoscaler), spec.replicas]),
  );
  const autoscalers = HorizontalPodAutoscaler.map((autoscaler) => {
    const count = counts.get(autoscaler) ?? 0;
    return count === 0 ? autoscaler : bounded(autoscaler, count, isFixed);
  });
  const objects = { ...set.objects, Deployment: deployments, HorizontalPodAutoscaler: autoscalers };
  const written = set.written.filter(
    ({ kind }) => kind !== 'Deployment' && kind !== 'HorizontalPodAutoscaler',
  );
  return manifestSetOf({ ...set, objects, written });
}

function bounded(
  autoscaler: HorizontalPodAutoscaler,
  count: number,
  isFixed: boolean,
): HorizontalPodAutoscaler {
  const { spec } = autoscaler;
  const maxReplicas = isFixed ? count : Math.max(spec.maxReplicas, count);
  return { ...autoscaler, spec: { ...spec, minReplicas: count, maxReplicas } };
}
