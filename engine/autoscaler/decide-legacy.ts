import type { Recommendation } from './scaling-state.ts';

/** `--horizontal-pod-autoscaler-downscale-stabilization` of the controller. */
export const downscaleStabilizationSeconds = 300;

export interface LegacyObservation {
  readonly nowSeconds: number;
  readonly currentReplicas: number;
  readonly desiredReplicas: number;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly recommendations: readonly Recommendation[];
}

export interface LegacyDecision {
  readonly replicas: number;
  readonly reason: string;
}

/** What an HPA without `behavior` does: no slower than doubling upwards, the highest wish of five minutes downwards. */
export function decideLegacy(observation: LegacyObservation): LegacyDecision {
  const { currentReplicas, desiredReplicas, minReplicas, maxReplicas } = observation;
  const recent = observation.recommendations
    .filter(({ atSeconds }) => atSeconds >= observation.nowSeconds - downscaleStabilizationSeconds)
    .map(({ replicas }) => replicas);
  const stabilized = Math.max(desiredReplicas, ...recent);
  const most = Math.min(maxReplicas, Math.max(2 * currentReplicas, 4));
  if (stabilized < minReplicas) {
    return { replicas: minReplicas, reason: `The minimum is ${minReplicas} replicas.` };
  }
  if (stabilized > most) {
    const reason = `${stabilized} replicas are wanted, and one sync allows ${most}.`;
    return { replicas: most, reason };
  }
  const reason =
    stabilized === desiredReplicas
      ? `${desiredReplicas} replicas are wanted.`
      : `${desiredReplicas} replicas are wanted; ${stabilized} were within the last five minutes.`;
  return { replicas: stabilized, reason };
}
