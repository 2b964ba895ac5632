import { type RolloutStrategy, rolloutBounds } from './rollout-strategy.ts';

/** What of a ReplicaSet counts when the sizes of a Deployment's ReplicaSets are decided. */
export interface ReplicaSetObservation {
  readonly name: string;
  /** Of the template that is wanted now. */
  readonly isNew: boolean;
  readonly replicas: number;
  readonly available: number;
  readonly createdAtMs: number;
  /** What the Deployment wanted, and might have had, when the ReplicaSet was last scaled. */
  readonly desired: number | null;
  readonly most: number | null;
}

export interface ScalingWish {
  readonly wanted: number;
  readonly strategy: RolloutStrategy;
  readonly isPaused: boolean;
  /** Pods of old ReplicaSets that are still there, ending ones included. */
  readonly oldPods: number;
  /** `status.replicas` of the Deployment. */
  readonly replicasBefore: number;
}

export interface ScaleStep {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

export interface ScalingDecision {
  /** Whether the pods of old templates give way to the new one now; else only their number changes. */
  readonly mode: 'rollout' | 'scale';
  /** How many replicas a ReplicaSet of the new template begins with; null when none is to be created. */
  readonly create: number | null;
  readonly steps: readonly ScaleStep[];
  readonly reason: string;
}

type Sets = readonly ReplicaSetObservation[];

/**
 * One step of a Deployment: which of its ReplicaSets get another size now, so that the wanted count of the new template
 * is reached the way the strategy allows. When the count itself has changed, or the Deployment is paused, all of them
 * grow or shrink in proportion.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/controller/deployment/sync.go
 */
export function decideScaling(wish: ScalingWish, sets: Sets): ScalingDecision {
  const isScaled = sets.some(
    ({ replicas, desired }) => replicas > 0 && desired !== null && desired !== wish.wanted,
  );
  if (wish.isPaused || isScaled) {
    const reason = `${wish.isPaused ? 'paused' : 'scaling'}: ${describe(wish, sets)}`;
    return { mode: 'scale', create: null, steps: resized(sets, scaleAll(wish, sets)), reason };
  }
  const reason = `rolling out: ${describe(wish, sets)}`;
  const { create, sizes } = wish.strategy.kind === 'Recreate' ? recreate(wish, sets) : roll(wish, sets);
  return { mode: 'rollout', create, steps: resized(sets, sizes), reason };
}

type Sizes = ReadonlyMap<string, number>;
interface RolloutStep {
  readonly create: number | null;
  readonly sizes: Sizes;
}

const unchanged: Sizes = new Map();

/** Old pods end first; new ones begin when none is left. */
function recreate({ wanted, oldPods }: ScalingWish, sets: Sets): RolloutStep {
  const old = sets.filter(({ isNew, replicas }) => !isNew && replicas > 0);
  if (old.length > 0) return { create: null, sizes: new Map(old.map(({ name }) => [name, 0])) };
  if (oldPods > 0) return { create: null, sizes: unchanged };
  const current = sets.find(({ isNew }) => isNew);
  if (current === undefined) return { create: wanted, sizes: unchanged };
  return { create: null, sizes: new Map([[current.name, wanted]]) };
}

/**
 * The new ReplicaSet grows up to the surge; when it cannot, old ones shrink as far as enough pods stay available.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/controller/deployment/rolling.go
 */
function roll(wish: ScalingWish, sets: Sets): RolloutStep {
  const current = sets.find(({ isNew }) => isNew);
  if (current === undefined) return { create: sizeOfNew(wish, 0, sets), sizes: unchanged };
  const size = current.replicas > wish.wanted ? wish.wanted : sizeOfNew(wish, current.replicas, sets);
  if (size !== current.replicas) return { create: null, sizes: new Map([[current.name, size]]) };
  return { create: null, sizes: shrinkOld(wish, current, sets) };
}

function sizeOfNew({ wanted, strategy }: ScalingWish, size: number, sets: Sets): number {
  const room = wanted + rolloutBounds(strategy, wanted).maxSurge - totalOf(sets);
  return room <= 0 ? size : size + Math.min(room, wanted - size);
}

/**
 * Old pods that serve nobody go first: they would only be in the way. Unavailable new pods count as missing, so that a
 * template that never becomes available takes no more old pods than it may.
 */
function shrinkOld({ wanted, strategy }: ScalingWish, current: ReplicaSetObservation, sets: Sets): Sizes {
  const old = sets.filter(({ isNew, replicas }) => !isNew && replicas > 0).toSorted(byAge);
  const least = wanted - rolloutBounds(strategy, wanted).maxUnavailable;
  const most = totalOf(sets) - least - (current.replicas - current.available);
  if (old.length === 0 || most <= 0) return unchanged;
  const sizes = new Map(old.map(({ name, replicas }) => [name, replicas]));
  const shrink = (name: string, by: number) => sizes.set(name, (sizes.get(name) ?? 0) - by);
  let idle = most;
  for (const { name, replicas, available } of old) {
    const count = Math.min(idle, Math.max(0, replicas - available));
    idle -= count;
    shrink(name, count);
  }
  let spare = sets.reduce((sum, { available }) => sum + available, 0) - least;
  for (const { name } of old) {
    const count = Math.max(0, Math.min(sizes.get(name) ?? 0, spare));
    spare -= count;
    shrink(name, count);
  }
  return sizes;
}

/** A single active ReplicaSet takes the whole change; several share it. */
function scaleAll(wish: ScalingWish, sets: Sets): Sizes {
  const { wanted, strategy } = wish;
  const active = sets.filter(({ replicas }) => replicas > 0);
  const current = sets.find(({ isNew }) => isNew);
  const only = active.length === 0 ? (current ?? sets.toSorted(byAge).at(-1)) : active[0];
  if (only === undefined) return unchanged;
  if (active.length <= 1) return new Map([[only.name, wanted]]);
  if (current !== undefined && isSaturated(current, wanted))
    return new Map(active.filter(({ isNew }) => !isNew).map(({ name }) => [name, 0]));
  return strategy.kind === 'Recreate' ? unchanged : scaleInProportion(wish, active);
}

function isSaturated({ replicas, desired, available }: ReplicaSetObservation, wanted: number): boolean {
  return replicas === wanted && desired === wanted && available === wanted;
}

/**
 * Each ReplicaSet keeps its share, so that a change of scale does not hasten a rollout; what rounding leaves goes to
 * the largest.
 */
function scaleInProportion({ wanted, strategy, replicasBefore }: ScalingWish, active: Sets): Sizes {
  const most = wanted === 0 ? 0 : wanted + rolloutBounds(strategy, wanted).maxSurge;
  const toAdd = most - totalOf(active);
  const ordered = active.toSorted(
    (a, b) => b.replicas - a.replicas || (toAdd > 0 ? byAge(b, a) : byAge(a, b)),
  );
  const sizes = new Map(ordered.map(({ name, replicas }) => [name, replicas]));
  let left = toAdd;
  for (const { name, replicas, most: mostBefore } of ordered) {
    if (left === 0) break;
    const share = shareOf(replicas, most, mostBefore ?? replicasBefore);
    const added = toAdd > 0 ? Math.min(share, left) : Math.max(share, left);
    sizes.set(name, replicas + added);
    left -= added;
  }
  const [largest] = ordered;
  if (largest !== undefined) sizes.set(largest.name, Math.max(0, (sizes.get(largest.name) ?? 0) + left));
  return sizes;
}

/** By how many pods a ReplicaSet changes when the Deployment may have `most` pods instead of `mostBefore`. */
function shareOf(replicas: number, most: number, mostBefore: number): number {
  if (most === 0) return -replicas;
  if (mostBefore === 0) return 0;
  return Math.floor((replicas * most) / mostBefore + 0.5) - replicas;
}

function resized(sets: Sets, sizes: Sizes): readonly ScaleStep[] {
  return sets.flatMap(({ name, replicas }) => {
    const to = sizes.get(name) ?? replicas;
    return to === replicas ? [] : [{ name, from: replicas, to }];
  });
}

function totalOf(sets: Sets): number {
  return sets.reduce((sum, { replicas }) => sum + replicas, 0);
}

/** The oldest first. */
function byAge(a: ReplicaSetObservation, b: ReplicaSetObservation): number {
  return a.createdAtMs - b.createdAtMs || (a.name < b.name ? -1 : 1);
}

function describe({ wanted }: ScalingWish, sets: Sets): string {
  const sizes = sets
    .filter(({ replicas, isNew }) => replicas > 0 || isNew)
    .map(({ name, replicas, available }) => `${name} ${available}/${replicas} available`);
  return [`${wanted} wanted`, ...sizes].join(', ');
}
