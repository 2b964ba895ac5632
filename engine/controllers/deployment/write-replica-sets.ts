import type { ObjectMetadata, Stored } from '../../api/objects/api-object.ts';
import type { RecordEvent } from '../../api/objects/event-recording.ts';
import { deploymentStatusOf } from '../../api/objects/workload-status.ts';
import { keyOf, type ObjectStore } from '../../api/store/object-store.ts';
import type { ScalingDecision } from './decide-scaling.ts';
import { type OwnedReplicaSets, ownedReplicaSets } from './observe-replica-sets.ts';
import { nextRevision, reviseAnnotations, scaleAnnotations } from './replica-set-annotations.ts';
import { templateHash } from './template-hash.ts';
import { translateDeployment, translateReplicaSet } from './translate-deployment.ts';

interface Writing {
  readonly store: ObjectStore;
  readonly recordEvent: RecordEvent;
}

/** Gives the current ReplicaSet its revision and what else it takes from its Deployment. */
export function reviseReplicaSet(
  store: ObjectStore,
  { metadata, ...deployment }: Stored<'Deployment'>,
  { current, old }: OwnedReplicaSets,
): void {
  if (current === undefined) return;
  const { minReadySeconds } = translateDeployment({ metadata, ...deployment });
  const revising = { deployment: metadata.annotations ?? {}, revision: nextRevision(old.map(annotationsOf)) };
  store.edit(keyOf(current), (now) => {
    const { minReadySeconds: before = 0, ...spec } = now.spec;
    return {
      ...now,
      metadata: { ...now.metadata, annotations: reviseAnnotations(annotationsOf(now), revising) },
      spec: before === minReadySeconds ? now.spec : { ...spec, minReadySeconds },
    };
  });
}

/**
 * Resizes ReplicaSets, and notes on each that has pods what the Deployment wanted then, so that a later change of the
 * count is known as one.
 */
export function scaleReplicaSets(
  deployment: Stored<'Deployment'>,
  { mode, steps }: ScalingDecision,
  { store, recordEvent }: Writing,
): void {
  if (mode === 'rollout' && steps.length === 0) return;
  const { wanted, maxSurge } = translateDeployment(deployment);
  const noted = scaleAnnotations({ wanted, most: wanted + maxSurge });
  const { current, old } = ownedReplicaSets(store, deployment);
  for (const set of [...(current === undefined ? [] : [current]), ...old]) {
    const step = steps.find(({ name }) => name === set.metadata.name);
    if (step === undefined && (mode === 'rollout' || set.spec.replicas === 0)) continue;
    const replicas = step?.to ?? set.spec.replicas;
    store.edit(keyOf(set), (now) => ({
      ...now,
      metadata: { ...now.metadata, annotations: { ...now.metadata.annotations, ...noted } },
      spec: { ...now.spec, replicas },
    }));
    if (step !== undefined) recordScaling(deployment, step, recordEvent);
  }
}

interface Creation {
  readonly replicas: number;
  readonly old: readonly Stored<'ReplicaSet'>[];
}

/** A name that is taken makes the Deployment count a collision: the next hash is another one. */
export function createReplicaSet(
  deployment: Stored<'Deployment'>,
  { replicas, old }: Creation,
  { store, recordEvent }: Writing,
): 'created' | 'collided' {
  const { collisionCount = 0 } = deploymentStatusOf(deployment);
  const hash = templateHash(deployment.spec.template, collisionCount);
  const revision = nextRevision(old.map(annotationsOf));
  const written = translateReplicaSet(deployment, { hash, replicas, revision });
  const { name, namespace } = written.metadata;
  if (store.get({ kind: 'ReplicaSet', name, namespace }) !== undefined) {
    store.edit(keyOf(deployment), (now) => ({
      ...now,
      status: { ...now.status, collisionCount: collisionCount + 1 },
    }));
    return 'collided';
  }
  store.create(written);
  if (replicas > 0) recordScaling(deployment, { name, from: 0, to: replicas }, recordEvent);
  return 'created';
}

function annotationsOf({
  metadata,
}: {
  readonly metadata: ObjectMetadata;
}): Readonly<Record<string, string>> {
  return metadata.annotations ?? {};
}

function recordScaling(
  deployment: Stored<'Deployment'>,
  { name, from, to }: { readonly name: string; readonly from: number; readonly to: number },
  recordEvent: RecordEvent,
): void {
  const message = `Scaled ${from < to ? 'up' : 'down'} replica set ${name} from ${from} to ${to}`;
  recordEvent({
    object: deployment,
    type: 'Normal',
    reason: 'ScalingReplicaSet',
    message,
    component: 'deployment-controller',
  });
}
