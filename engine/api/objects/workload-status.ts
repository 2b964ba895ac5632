import type { Condition, Stored } from './api-object.ts';

/** Counts of zero are left out, as the API server leaves them out. */
export interface ReplicaSetStatus {
  readonly replicas?: number;
  readonly fullyLabeledReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly observedGeneration?: number;
}

export interface DeploymentStatus {
  readonly observedGeneration?: number;
  readonly replicas?: number;
  readonly updatedReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly unavailableReplicas?: number;
  /** How often the name of a new ReplicaSet was taken already. */
  readonly collisionCount?: number;
  readonly conditions?: readonly Condition[];
}

/** Its controller alone writes it. */
export function replicaSetStatusOf({ status = {} }: Pick<Stored<'ReplicaSet'>, 'status'>): ReplicaSetStatus {
  return status as ReplicaSetStatus;
}

/** Its controller alone writes it. */
export function deploymentStatusOf({ status = {} }: Pick<Stored<'Deployment'>, 'status'>): DeploymentStatus {
  return status as DeploymentStatus;
}
