import type { Stored } from '../../api/objects/api-object.ts';
import { timestampAt } from '../../api/objects/timestamp.ts';
import {
  type DeploymentStatus,
  deploymentStatusOf,
  replicaSetStatusOf,
} from '../../api/objects/workload-status.ts';
import { keyOf, type ObjectStore } from '../../api/store/object-store.ts';
import { decideConditions, type RolloutCounts } from './decide-conditions.ts';
import { decideHistory } from './decide-history.ts';
import { countReplicas, type OwnedReplicaSets } from './observe-replica-sets.ts';
import { integerAnnotation, revisionAnnotation } from './replica-set-annotations.ts';
import { translateDeployment } from './translate-deployment.ts';

interface StatusStep {
  readonly sets: OwnedReplicaSets;
  readonly current: { readonly name: string; readonly origin: 'created' | 'found' } | null;
  readonly isRollout: boolean;
  readonly nowMs: number;
}

interface WrittenStatus {
  /** Every wanted pod is of the current template and available, and there is no other. */
  readonly isComplete: boolean;
  readonly lookAgainInMs: number | null;
}

/** Writes the status of a Deployment and the revision that it runs. */
export function writeStatus(
  store: ObjectStore,
  deployment: Stored<'Deployment'>,
  { sets, current, isRollout, nowMs }: StatusStep,
): WrittenStatus {
  const { wanted, maxUnavailable, isPaused, progressDeadlineSeconds } = translateDeployment(deployment);
  const before = deploymentStatusOf(store.get(keyOf(deployment)) ?? deployment);
  const counts = countReplicas(sets);
  const { conditions, deadlineInMs } = decideConditions({
    deployment: deployment.metadata.name,
    wanted,
    maxUnavailable,
    isPaused,
    progressDeadlineSeconds,
    current,
    isRollout,
    counts,
    before: { counts: countsOf(before), conditions: before.conditions ?? [] },
    nowMs,
    now: timestampAt(nowMs),
  });
  const total = [...(sets.current === undefined ? [] : [sets.current]), ...sets.old].reduce(
    (sum, { spec }) => sum + spec.replicas,
    0,
  );
  const status = statusOf(counts, { before, unavailable: Math.max(0, total - counts.available) });
  const revision = sets.current?.metadata.annotations?.[revisionAnnotation];
  store.edit(keyOf(deployment), (now) => ({
    ...now,
    metadata:
      revision === undefined
        ? now.metadata
        : { ...now.metadata, annotations: { ...now.metadata.annotations, [revisionAnnotation]: revision } },
    status: { observedGeneration: deployment.metadata.generation ?? 1, ...status, conditions },
  }));
  const isComplete = [counts.replicas, counts.updated, counts.available].every((count) => count === wanted);
  return { isComplete, lookAgainInMs: deadlineInMs };
}

/** Removes ReplicaSets of revisions beyond the limit. */
export function forgetRevisions(
  store: ObjectStore,
  deployment: Stored<'Deployment'>,
  old: readonly Stored<'ReplicaSet'>[],
): void {
  const { revisionHistoryLimit } = translateDeployment(deployment);
  const kept = old.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const forgotten = decideHistory(
    revisionHistoryLimit,
    kept.map((set) => {
      const { replicas = 0, observedGeneration = 0 } = replicaSetStatusOf(set);
      return {
        name: set.metadata.name,
        revision: integerAnnotation(set.metadata.annotations, revisionAnnotation) ?? 0,
        isIdle:
          set.spec.replicas === 0 && replicas === 0 && observedGeneration >= (set.metadata.generation ?? 1),
      };
    }),
  );
  for (const name of forgotten)
    store.delete({ kind: 'ReplicaSet', name, namespace: deployment.metadata.namespace });
}

function countsOf(status: DeploymentStatus): RolloutCounts {
  const { replicas = 0, updatedReplicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
  return { replicas, updated: updatedReplicas, ready: readyReplicas, available: availableReplicas };
}

interface StatusRest {
  readonly before: DeploymentStatus;
  readonly unavailable: number;
}

/** Counts of zero are left out, as the API server leaves them out. */
function statusOf(counts: RolloutCounts, { before, unavailable }: StatusRest): DeploymentStatus {
  const { replicas, updated, ready, available } = counts;
  const { collisionCount } = before;
  return {
    ...(replicas > 0 ? { replicas } : {}),
    ...(updated > 0 ? { updatedReplicas: updated } : {}),
    ...(ready > 0 ? { readyReplicas: ready } : {}),
    ...(available > 0 ? { availableReplicas: available } : {}),
    ...(unavailable > 0 ? { unavailableReplicas: unavailable } : {}),
    ...(collisionCount === undefined ? {} : { collisionCount }),
  };
}
