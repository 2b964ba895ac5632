import type { Logger } from '@petstore/chassis/logging';
import type { Clock } from '@petstore/chassis/time';
import type { Stored } from '../../api/objects/api-object.ts';
import type { RecordEvent } from '../../api/objects/event-recording.ts';
import { controllerOf } from '../../api/objects/owner-references.ts';
import { deploymentStatusOf } from '../../api/objects/workload-status.ts';
import type { ObjectChange, ObjectStore } from '../../api/store/object-store.ts';
import { matchesSelector } from '../../manifests/match-labels.ts';
import { type Controller, keyTextOf, parseKeyText, Reconciler } from '../reconciler.ts';
import { decideScaling, type ScalingDecision } from './decide-scaling.ts';
import {
  claimReplicaSets,
  countOldPods,
  type OwnedReplicaSets,
  observeReplicaSet,
  ownedReplicaSets,
} from './observe-replica-sets.ts';
import { translateDeployment } from './translate-deployment.ts';
import { createReplicaSet, reviseReplicaSet, scaleReplicaSets } from './write-replica-sets.ts';
import { forgetRevisions, writeStatus } from './write-status.ts';

interface DeploymentControllerOptions {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'error'>;
  readonly recordEvent: RecordEvent;
}

/** Keeps a ReplicaSet for each template that a Deployment has had, and moves its pods to that of the current one. */
export function createDeploymentController(options: DeploymentControllerOptions): Controller {
  const { store, clock, logger } = options;
  const reconciler = new Reconciler({
    name: 'deployment-controller',
    store,
    clock,
    logger,
    keysOf: (change) => keysOf(store, change),
    reconcile: (key) => {
      const lookAgainInMs = reconcileDeployment(key, options);
      if (lookAgainInMs !== null) reconciler.enqueueAfter(key, lookAgainInMs);
    },
  });
  return reconciler;
}

function keysOf(store: ObjectStore, { type, object, previous }: ObjectChange): readonly string[] {
  if (object.kind === 'Deployment') return [keyTextOf(object.metadata)];
  if (object.kind === 'Pod') return type === 'DELETED' ? deploymentOf(store, object) : [];
  if (object.kind !== 'ReplicaSet') return [];
  const owners = [...ownersOf(object), ...(previous === null ? [] : ownersOf(previous))];
  if (controllerOf(object.metadata) !== undefined) return owners;
  const { namespace, labels = {} } = object.metadata;
  const claimants = store
    .list('Deployment', namespace)
    .filter(({ spec }) => matchesSelector(spec.selector, labels))
    .map(({ metadata }) => keyTextOf(metadata));
  return [...owners, ...claimants];
}

function ownersOf({ metadata }: Pick<Stored, 'metadata'>): readonly string[] {
  const owner = controllerOf(metadata);
  if (owner?.kind !== 'Deployment') return [];
  return [keyTextOf({ namespace: metadata.namespace ?? '', name: owner.name })];
}

/** One that recreates its pods waits for the end of the old ones, which no ReplicaSet counts any more. */
function deploymentOf(store: ObjectStore, { metadata }: Stored<'Pod'>): readonly string[] {
  const owner = controllerOf(metadata);
  if (owner?.kind !== 'ReplicaSet') return [];
  const set = store.get({ kind: 'ReplicaSet', name: owner.name, namespace: metadata.namespace });
  return set === undefined ? [] : ownersOf(set);
}

/** Returns when to look again, for what time alone changes. */
function reconcileDeployment(key: string, options: DeploymentControllerOptions): number | null {
  const { store, clock } = options;
  const deployment = store.get({ kind: 'Deployment', ...parseKeyText(key) });
  if (deployment === undefined) return null;
  const sets = claimReplicaSets(store, deployment);
  const isEnding = deployment.metadata.deletionTimestamp !== undefined;
  const decision = isEnding ? nothing : decide(store, deployment, sets);
  const origin = isEnding ? null : act(deployment, { sets, decision }, options);
  if (origin === 'collided') return null;
  const now = ownedReplicaSets(store, deployment);
  const current =
    now.current === undefined || origin === null ? null : { name: now.current.metadata.name, origin };
  const { isComplete, lookAgainInMs } = writeStatus(store, deployment, {
    sets: now,
    current,
    isRollout: decision.mode === 'rollout',
    nowMs: clock.now(),
  });
  if (isComplete || translateDeployment(deployment).isPaused) forgetRevisions(store, deployment, now.old);
  return lookAgainInMs;
}

const nothing: ScalingDecision = { mode: 'scale', create: null, steps: [], reason: 'it is being deleted' };

function decide(
  store: ObjectStore,
  deployment: Stored<'Deployment'>,
  { current, old }: OwnedReplicaSets,
): ScalingDecision {
  const { wanted, strategy, isPaused } = translateDeployment(deployment);
  const wish = {
    wanted,
    strategy,
    isPaused,
    oldPods: strategy.kind === 'Recreate' ? countOldPods(store, old) : 0,
    replicasBefore: deploymentStatusOf(deployment).replicas ?? 0,
  };
  const observations = old.map((set) => observeReplicaSet(set, false));
  return decideScaling(wish, [
    ...(current === undefined ? [] : [observeReplicaSet(current, true)]),
    ...observations,
  ]);
}

interface Action {
  readonly sets: OwnedReplicaSets;
  readonly decision: ScalingDecision;
}

/** Returns where the ReplicaSet of the wanted template comes from. */
function act(
  deployment: Stored<'Deployment'>,
  { sets, decision }: Action,
  options: DeploymentControllerOptions,
): 'created' | 'found' | 'collided' | null {
  if (sets.current !== undefined) reviseReplicaSet(options.store, deployment, sets);
  scaleReplicaSets(deployment, decision, options);
  if (decision.create !== null)
    return createReplicaSet(deployment, { replicas: decision.create, old: sets.old }, options);
  return sets.current === undefined ? null : 'found';
}
