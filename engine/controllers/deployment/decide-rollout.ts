import { decideReplicas, type ReplicaDecision, type ReplicaObservation } from './decide-replicas.ts';
import { type RolloutStrategy, rolloutBounds } from './rollout-strategy.ts';

export interface RolloutReplica extends ReplicaObservation {
  /** Of the template that is wanted now. */
  readonly isCurrent: boolean;
  /** Ready for as long as the Deployment asks. */
  readonly isAvailable: boolean;
}

interface RolloutWish {
  readonly wanted: number;
  readonly strategy: RolloutStrategy;
}

/**
 * Which pods to start and to stop now, so that the wanted count of the current template is reached the way the strategy
 * allows.
 */
export function decideRollout(wish: RolloutWish, pods: readonly RolloutReplica[]): ReplicaDecision {
  const { wanted, strategy } = wish;
  const current = pods.filter(({ isCurrent }) => isCurrent);
  const old = pods.filter(({ isCurrent }) => !isCurrent);
  const oldActive = old.filter(({ isTerminating }) => !isTerminating);
  if (strategy.kind === 'Recreate' && old.length > 0) return recreate(oldActive);
  if (oldActive.length === 0 || strategy.kind === 'Recreate') return decideReplicas(wanted, current);
  return roll(wanted, { current, oldActive, bounds: rolloutBounds(strategy, wanted) });
}

function recreate(oldActive: readonly RolloutReplica[]): ReplicaDecision {
  const stop = oldActive.map(({ name }) => name);
  const reason =
    stop.length > 0 ? `recreating: stopping ${stop.join(', ')}` : 'recreating: old pods are still ending';
  return { startCount: 0, stop, reason };
}

interface Rolling {
  readonly current: readonly RolloutReplica[];
  readonly oldActive: readonly RolloutReplica[];
  readonly bounds: { readonly maxSurge: number; readonly maxUnavailable: number };
}

/**
 * As the Deployment controller does it: new pods up to the surge; old pods go only as far as enough stay available,
 * those that are not ready first.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/controller/deployment/rolling.go
 */
function roll(wanted: number, { current, oldActive, bounds }: Rolling): ReplicaDecision {
  const active = current.filter(({ isTerminating }) => !isTerminating);
  const surplus = decideReplicas(Math.min(wanted, active.length), active).stop;
  const kept = active.filter(({ name }) => !surplus.includes(name));
  const room = wanted + bounds.maxSurge - kept.length - oldActive.length;
  const startCount = Math.max(0, Math.min(wanted - kept.length, room));
  const stopOld = stoppableOld(Math.max(0, wanted - bounds.maxUnavailable), { kept, oldActive });
  const counts = `rolling out: ${wanted} wanted, ${kept.length} new and ${oldActive.length} old there`;
  const stop = [...surplus, ...stopOld];
  const steps = [
    ...(startCount > 0 ? [`starting ${startCount}`] : []),
    ...(stop.length > 0 ? [`stopping ${stop.join(', ')}`] : []),
  ];
  return { startCount, stop, reason: [counts, ...steps].join('; ') };
}

interface RollingPods {
  readonly kept: readonly RolloutReplica[];
  readonly oldActive: readonly RolloutReplica[];
}

/**
 * Old pods that are not available serve nobody; of the others, as many as are spare. Never more than the new ones make
 * up for.
 */
function stoppableOld(leastAvailable: number, { kept, oldActive }: RollingPods): readonly string[] {
  const newAvailable = kept.filter(({ isAvailable }) => isAvailable).length;
  const oldAvailable = oldActive.filter(({ isAvailable }) => isAvailable);
  const most = Math.max(0, oldActive.length + newAvailable - leastAvailable);
  const idle = oldActive.filter(({ isAvailable }) => !isAvailable).slice(0, most);
  const spare = Math.min(most - idle.length, newAvailable + oldAvailable.length - leastAvailable);
  const keep = Math.max(0, oldAvailable.length - Math.max(0, spare));
  return [...idle.map(({ name }) => name), ...decideReplicas(keep, oldAvailable).stop];
}
