import { parseTimestamp } from '@petstore/chassis/time';
import type { Stored } from '../../api/objects/api-object.ts';
import { controllerOf, decideClaim, withOwner, withoutOwner } from '../../api/objects/owner-references.ts';
import { hasEnded } from '../../api/objects/pod-status.ts';
import { replicaSetStatusOf } from '../../api/objects/workload-status.ts';
import { keyOf, type ObjectStore } from '../../api/store/object-store.ts';
import { matchesSelector } from '../../manifests/match-labels.ts';
import type { RolloutCounts } from './decide-conditions.ts';
import type { ReplicaSetObservation } from './decide-scaling.ts';
import { desiredAnnotation, integerAnnotation, maxAnnotation } from './replica-set-annotations.ts';
import { canonicalTemplate } from './template-hash.ts';

export interface OwnedReplicaSets {
  /** Of the Deployment's template; undefined until it is created. */
  readonly current: Stored<'ReplicaSet'> | undefined;
  readonly old: readonly Stored<'ReplicaSet'>[];
}

/** The ReplicaSets of a Deployment, after it has adopted and released what it must. */
export function claimReplicaSets(store: ObjectStore, deployment: Stored<'Deployment'>): OwnedReplicaSets {
  for (const set of store.list('ReplicaSet', deployment.metadata.namespace)) claim(store, deployment, set);
  return ownedReplicaSets(store, deployment);
}

export function ownedReplicaSets(store: ObjectStore, deployment: Stored<'Deployment'>): OwnedReplicaSets {
  const { metadata, spec } = deployment;
  const owned = store
    .list('ReplicaSet', metadata.namespace)
    .filter((set) => controllerOf(set.metadata)?.uid === metadata.uid);
  const template = canonicalTemplate(spec.template);
  const current = owned
    .toSorted((a, b) => createdAtMs(a) - createdAtMs(b))
    .find((set) => canonicalTemplate(set.spec.template) === template);
  return { current, old: owned.filter((set) => set !== current) };
}

function claim(store: ObjectStore, deployment: Stored<'Deployment'>, set: Stored<'ReplicaSet'>): void {
  const { metadata, spec } = deployment;
  const isSelected = () => matchesSelector(spec.selector, set.metadata.labels ?? {});
  const claim = decideClaim({ owner: metadata, object: set.metadata, isSelected });
  if (claim === 'adopted')
    store.edit(keyOf(set), (now) => ({ ...now, metadata: withOwner(now.metadata, deployment) }));
  if (claim === 'released')
    store.edit(keyOf(set), (now) => ({ ...now, metadata: withoutOwner(now.metadata, metadata.uid) }));
}

export function observeReplicaSet(set: Stored<'ReplicaSet'>, isNew: boolean): ReplicaSetObservation {
  const { name, annotations } = set.metadata;
  return {
    name,
    isNew,
    replicas: set.spec.replicas,
    available: replicaSetStatusOf(set).availableReplicas ?? 0,
    createdAtMs: createdAtMs(set),
    desired: integerAnnotation(annotations, desiredAnnotation),
    most: integerAnnotation(annotations, maxAnnotation),
  };
}

export function countReplicas({ current, old }: OwnedReplicaSets): RolloutCounts {
  const statuses = [...(current === undefined ? [] : [current]), ...old].map(replicaSetStatusOf);
  const sum = (count: 'replicas' | 'readyReplicas' | 'availableReplicas') =>
    statuses.reduce((total, status) => total + (status[count] ?? 0), 0);
  return {
    replicas: sum('replicas'),
    updated: current === undefined ? 0 : (replicaSetStatusOf(current).replicas ?? 0),
    ready: sum('readyReplicas'),
    available: sum('availableReplicas'),
  };
}

/** Pods of old ReplicaSets that have not ended yet, also those that are about to. */
export function countOldPods(store: ObjectStore, old: readonly Stored<'ReplicaSet'>[]): number {
  const uids = new Set(old.map(({ metadata }) => metadata.uid));
  const [first] = old;
  if (first === undefined) return 0;
  return store
    .list('Pod', first.metadata.namespace)
    .filter((pod) => uids.has(controllerOf(pod.metadata)?.uid ?? '') && !hasEnded(pod)).length;
}

function createdAtMs({ metadata }: Stored<'ReplicaSet'>): number {
  return parseTimestamp(metadata.creationTimestamp) ?? 0;
}
