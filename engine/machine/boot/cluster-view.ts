import { objectsByHand } from '../../api/apply/apply-manifests.ts';
import type { AutoscalerStatus, EngineStatus } from '../../api/control/index.ts';
import type { Condition, Stored } from '../../api/objects/api-object.ts';
import { conditionOf } from '../../api/objects/pod-status.ts';
import type { ObjectStore } from '../../api/store/object-store.ts';
import { targetsText } from '../../api/tables/index.ts';
import { isMadeHere } from './open-cluster.ts';

interface AutoscalerConditions {
  readonly conditions?: readonly Condition[];
  readonly currentReplicas?: number;
  readonly desiredReplicas?: number;
}

/** The autoscalers as the control API shows them. */
export function describeAutoscalers(store: Pick<ObjectStore, 'list'>): AutoscalerStatus[] {
  return store.list('HorizontalPodAutoscaler').map((autoscaler) => {
    const { metadata, spec } = autoscaler;
    const status: AutoscalerConditions = autoscaler.status ?? {};
    const { currentReplicas = 0, desiredReplicas = currentReplicas } = status;
    return {
      name: metadata.name,
      namespace: metadata.namespace ?? '',
      target: `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`,
      metrics: targetsText(autoscaler as Stored),
      minReplicas: spec.minReplicas ?? 1,
      maxReplicas: spec.maxReplicas,
      replicas: currentReplicas,
      desired: desiredReplicas,
      reason: reasonOf(status),
    };
  });
}

/** What keeps it from deciding, else what limited its decision, else why it is content. */
function reasonOf(status: AutoscalerConditions): string | null {
  const able = conditionOf(status, 'AbleToScale');
  const active = conditionOf(status, 'ScalingActive');
  const limited = conditionOf(status, 'ScalingLimited');
  const failed = [able, active].find((each) => each?.status === 'False');
  const told = failed ?? (limited?.status === 'True' ? limited : able);
  return told?.message ?? null;
}

/** What somebody applied beside the files. */
export function describeByHand(store: Pick<ObjectStore, 'list'>): EngineStatus['appliedByHand'] {
  return objectsByHand({ store, isMadeHere }).map(({ kind, metadata }) => ({
    kind,
    name: metadata.name,
    namespace: metadata.namespace ?? null,
  }));
}
