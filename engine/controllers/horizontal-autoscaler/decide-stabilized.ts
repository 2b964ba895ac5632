import type { Recommendation } from './scaling-state.ts';

interface StabilizationObservation {
  readonly nowSeconds: number;
  readonly currentReplicas: number;
  readonly desiredReplicas: number;
  /** Of earlier syncs. */
  readonly recommendations: readonly Recommendation[];
}

interface StabilizationWindows {
  readonly scaleUpWindowSeconds: number;
  readonly scaleDownWindowSeconds: number;
}

export interface StabilizedDecision {
  readonly replicas: number;
  readonly reason: string;
}

/** Up no further than the lowest recent wish, down no further than the highest; each direction has its own window. */
export function decideStabilized(
  { nowSeconds, currentReplicas, desiredReplicas, recommendations }: StabilizationObservation,
  { scaleUpWindowSeconds, scaleDownWindowSeconds }: StabilizationWindows,
): StabilizedDecision {
  const within = (windowSeconds: number) =>
    recommendations
      .filter(({ atSeconds }) => atSeconds > nowSeconds - windowSeconds)
      .map(({ replicas }) => replicas);
  const lowest = Math.min(desiredReplicas, ...within(scaleUpWindowSeconds));
  const highest = Math.max(desiredReplicas, ...within(scaleDownWindowSeconds));
  const replicas = Math.min(Math.max(currentReplicas, lowest), highest);
  return { replicas, reason: describe(replicas, desiredReplicas, currentReplicas) };
}

function describe(replicas: number, desiredReplicas: number, currentReplicas: number): string {
  if (replicas === desiredReplicas)
    return `${desiredReplicas} replicas are wanted, and nothing recent speaks against them.`;
  const what = desiredReplicas >= currentReplicas ? 'scaling up' : 'scaling down';
  return `${desiredReplicas} replicas are wanted; recent recommendations hold ${what} at ${replicas}.`;
}
