import type { Logger } from '@petstore/chassis/logging';
import type { Clock } from '@petstore/chassis/time';
import type { Stored } from '../../api/objects/api-object.ts';
import type { RecordEvent } from '../../api/objects/event-recording.ts';
import { controllerOf, decideClaim, withOwner, withoutOwner } from '../../api/objects/owner-references.ts';
import { availableInMs, isActive, isReady } from '../../api/objects/pod-status.ts';
import { keyOf, type ObjectChange, type ObjectStore } from '../../api/store/object-store.ts';
import { matchesSelector } from '../../manifests/match-labels.ts';
import { type Controller, keyTextOf, parseKeyText, Reconciler } from '../reconciler.ts';
import { decidePods } from './decide-pods.ts';
import { decideStatus } from './decide-status.ts';
import { observePod } from './observe-pods.ts';
import { translatePod } from './translate-pod.ts';

export interface ReplicaSetControllerOptions {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'error'>;
  readonly recordEvent: RecordEvent;
  /** A seeded or real generator of numbers from 0 to 1. */
  readonly random: () => number;
}

const component = 'replicaset-controller';

/** Keeps as many pods of each ReplicaSet as it wants, and counts them in its status. */
export function createReplicaSetController(options: ReplicaSetControllerOptions): Controller {
  const { store, clock, logger } = options;
  const reconciler = new Reconciler({
    name: component,
    store,
    clock,
    logger,
    keysOf: (change) => keysOf(store, change),
    reconcile: (key) => {
      const lookAgainInMs = reconcileReplicaSet(key, options);
      if (lookAgainInMs !== null) reconciler.enqueueAfter(key, lookAgainInMs);
    },
  });
  return reconciler;
}

function keysOf(store: ObjectStore, { object, previous }: ObjectChange): readonly string[] {
  if (object.kind === 'ReplicaSet') return [keyTextOf(object.metadata)];
  if (object.kind !== 'Pod') return [];
  const { namespace, labels = {} } = object.metadata;
  const owners = [object, ...(previous === null ? [] : [previous])].flatMap(({ metadata }) => {
    const owner = controllerOf(metadata);
    return owner?.kind === 'ReplicaSet' ? [keyTextOf({ namespace: namespace ?? '', name: owner.name })] : [];
  });
  if (controllerOf(object.metadata) !== undefined) return owners;
  const claimants = store
    .list('ReplicaSet', namespace)
    .filter(({ spec }) => matchesSelector(spec.selector, labels));
  return [...owners, ...claimants.map(({ metadata }) => keyTextOf(metadata))];
}

/** Returns when to look again, for what time alone changes. */
function reconcileReplicaSet(key: string, options: ReplicaSetControllerOptions): number | null {
  const { store, clock } = options;
  const replicaSet = store.get({ kind: 'ReplicaSet', ...parseKeyText(key) });
  if (replicaSet === undefined) return null;
  const { metadata, spec } = replicaSet;
  const owned = claimPods(store, replicaSet).filter(isActive);
  const isEnding = metadata.deletionTimestamp !== undefined;
  const hasActed = !isEnding && managePods(replicaSet, owned, options);
  const pods = hasActed ? claimPods(store, replicaSet).filter(isActive) : owned;
  const nowMs = clock.now();
  const { status, lookAgainInMs } = decideStatus(
    { generation: metadata.generation ?? 1, templateLabels: spec.template.metadata?.labels ?? {} },
    pods.map((pod) => ({
      labels: pod.metadata.labels ?? {},
      isReady: isReady(pod),
      availableInMs: availableInMs(pod, spec.minReadySeconds ?? 0, nowMs),
    })),
  );
  const { name, namespace, uid } = metadata;
  store.replaceStatus({
    kind: 'ReplicaSet',
    metadata: { name, ...(namespace && { namespace }), uid },
    status,
  });
  return lookAgainInMs;
}

/** Its pods, after it has adopted and released what it must. */
function claimPods(store: ObjectStore, replicaSet: Stored<'ReplicaSet'>): readonly Stored<'Pod'>[] {
  return store
    .list('Pod', replicaSet.metadata.namespace)
    .flatMap((pod) => claimPod(store, replicaSet, pod) ?? []);
}

function claimPod(
  store: ObjectStore,
  replicaSet: Stored<'ReplicaSet'>,
  pod: Stored<'Pod'>,
): Stored<'Pod'> | undefined {
  const { metadata, spec } = replicaSet;
  const isSelected = () => matchesSelector(spec.selector, pod.metadata.labels ?? {});
  const claim = decideClaim({ owner: metadata, object: pod.metadata, isSelected });
  if (claim === 'owned') return pod;
  if (claim === 'adopted')
    return store.edit(keyOf(pod), (now) => ({ ...now, metadata: withOwner(now.metadata, replicaSet) }));
  if (claim === 'released')
    store.edit(keyOf(pod), (now) => ({ ...now, metadata: withoutOwner(now.metadata, metadata.uid) }));
  return undefined;
}

/** Returns whether pods have come or gone. */
function managePods(
  replicaSet: Stored<'ReplicaSet'>,
  pods: readonly Stored<'Pod'>[],
  options: ReplicaSetControllerOptions,
): boolean {
  const { store, clock, recordEvent } = options;
  const wish = { wanted: replicaSet.spec.replicas, nowMs: clock.now() };
  const { createCount, surplus } = decidePods(wish, pods.map(observePod));
  const record = (reason: string, message: string) =>
    recordEvent({ object: replicaSet, type: 'Normal', reason, message, component });
  for (let created = 0; created < createCount; created += 1) {
    const { metadata } = createPod(replicaSet, options);
    record('SuccessfulCreate', `Created pod: ${metadata.name}`);
  }
  for (const name of surplus) {
    store.delete({ kind: 'Pod', name, namespace: replicaSet.metadata.namespace });
    record('SuccessfulDelete', `Deleted pod: ${name}`);
  }
  return createCount > 0 || surplus.length > 0;
}

function createPod(
  replicaSet: Stored<'ReplicaSet'>,
  { store, random }: ReplicaSetControllerOptions,
): Stored<'Pod'> {
  for (;;) {
    const pod = translatePod(replicaSet, random);
    const { name, namespace } = pod.metadata;
    if (store.get({ kind: 'Pod', name, namespace }) === undefined) return store.create(pod);
  }
}
