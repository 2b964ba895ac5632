import type { Stored } from '../objects/api-object.ts';
import { controllerOf } from '../objects/owner-references.ts';
import type { ObjectStore } from './object-store.ts';

/**
 * The name of the Deployment that made a pod, by way of its ReplicaSet; where there is none, of what owns the pod, and
 * of one that nobody owns its own.
 */
export function workloadOf(
  { metadata }: Pick<Stored<'Pod'>, 'metadata'>,
  store: Pick<ObjectStore, 'get'>,
): string {
  const { name, namespace, labels = {} } = metadata;
  const owner = controllerOf(metadata);
  if (owner?.kind !== 'ReplicaSet') return owner?.name ?? name;
  const replicaSet = store.get({ kind: 'ReplicaSet', name: owner.name, namespace });
  const deployment = replicaSet === undefined ? undefined : controllerOf(replicaSet.metadata);
  // Its ReplicaSet may be gone before the pod is.
  return deployment?.name ?? withoutHash(owner.name, labels['pod-template-hash']);
}

function withoutHash(replicaSet: string, hash: string | undefined): string {
  return hash !== undefined && replicaSet.endsWith(`-${hash}`)
    ? replicaSet.slice(0, -hash.length - 1)
    : replicaSet;
}
