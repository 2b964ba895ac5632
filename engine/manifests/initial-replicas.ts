import type { Deployment } from '../schemas/deployment.ts';
import type { HorizontalPodAutoscaler } from '../schemas/horizontal-pod-autoscaler.ts';

/**
 * With how many replicas a Deployment begins that is not there yet. Where its autoscaler owns the number it begins with
 * the autoscaler's minimum, to which the first sync would raise it.
 */
export function initialReplicas(
  { metadata, spec }: Deployment,
  autoscalers: readonly HorizontalPodAutoscaler[],
): number {
  return spec.replicas ?? autoscalerOf(metadata, autoscalers)?.spec.minReplicas ?? 1;
}

export function autoscalerOf(
  { name, namespace }: Deployment['metadata'],
  autoscalers: readonly HorizontalPodAutoscaler[],
): HorizontalPodAutoscaler | undefined {
  return autoscalers.find(
    ({ metadata, spec }) => metadata.namespace === namespace && spec.scaleTargetRef.name === name,
  );
}
