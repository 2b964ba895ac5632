/** Pods of one Deployment on one machine, whether a manifest, an option or a command asks for them. */
export const mostReplicas = 100;

/** Whether one Deployment can be asked for so many pods. */
export function isReplicaCount(replicas: number): boolean {
  return Number.isInteger(replicas) && replicas >= 0 && replicas <= mostReplicas;
}
