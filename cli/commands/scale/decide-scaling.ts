import type { AutoscalerStatus, DeploymentStatus, PodStatus } from '@petstore/engine/api/control';

type ScalingDecision =
  | { readonly outcome: 'reached' | 'waiting' }
  | {
      readonly outcome: 'failed';
      readonly code: 'scale-superseded' | 'scale-failed' | 'scale-not-reached';
      readonly reason: string;
    };

export interface ScaledDeployment extends Pick<DeploymentStatus, 'wanted' | 'ready'> {
  readonly pods: readonly Pick<PodStatus, 'name' | 'phase' | 'ready' | 'message'>[];
}

/** The autoscaler that sets the replicas of a Deployment. */
export type ReplicaOwner = Pick<AutoscalerStatus, 'name' | 'target' | 'minReplicas' | 'maxReplicas'>;

export function ownerOf(deployment: string, autoscalers: readonly ReplicaOwner[]): ReplicaOwner | undefined {
  return autoscalers.find(({ target }) => target === `Deployment/${deployment}`);
}

/** What a person who scales by hand has to know. */
export function describeOwner({ name, minReplicas, maxReplicas }: ReplicaOwner): string {
  return `HorizontalPodAutoscaler ${name} sets these replicas, between ${minReplicas} and ${maxReplicas}: its next decision replaces yours.`;
}

interface ScalingGoal {
  readonly wanted: number;
  readonly isPastDeadline: boolean;
  readonly owner: ReplicaOwner | undefined;
}

/** Decides whether a Deployment has reached the requested number of replicas, or whether scaling has failed. */
export function decideScaling(
  { wanted: current, ready, pods }: ScaledDeployment,
  { wanted, isPastDeadline, owner }: ScalingGoal,
): ScalingDecision {
  if (current !== wanted) {
    const other = owner === undefined ? 'another command' : `HorizontalPodAutoscaler ${owner.name}`;
    const reason = `${other} requested ${current} replicas in the meantime`;
    return { outcome: 'failed', code: 'scale-superseded', reason };
  }
  if (ready === wanted && pods.length === wanted) return { outcome: 'reached' };
  const crashing = pods.find(({ phase }) => phase === 'CrashLoopBackOff');
  if (crashing !== undefined) {
    const reason = `${crashing.name} keeps crashing: ${crashing.message ?? 'see its log'}`;
    return { outcome: 'failed', code: 'scale-failed', reason };
  }
  if (!isPastDeadline) return { outcome: 'waiting' };
  const late = pods.find((pod) => !pod.ready)?.message ?? 'no reason was given';
  const reason = `${ready} of ${wanted} replicas are ready, ${pods.length} run: ${late}`;
  return { outcome: 'failed', code: 'scale-not-reached', reason };
}
