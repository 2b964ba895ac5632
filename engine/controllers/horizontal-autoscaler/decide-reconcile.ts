import { decideRate, type RateLimit } from './decide-rate.ts';
import { decideStabilized } from './decide-stabilized.ts';
import type { Behavior, ScalingRules } from './scaling-behavior.ts';
import { type Recommendation, remember, type ScalingState } from './scaling-state.ts';

/** `--horizontal-pod-autoscaler-downscale-stabilization` of the controller. */
const defaultDownscaleWindowSeconds = 300;

interface ReconcileSpec {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** Null where the manifest has none: other rules then hold, not the defaults of a behavior. */
  readonly behavior: Behavior | null;
  /** Without a behavior; 300 by default. */
  readonly downscaleWindowSeconds?: number;
}

interface ReconcileObservation {
  readonly nowSeconds: number;
  readonly currentReplicas: number;
  /** What the metrics ask for; null where they allow nothing. Asked only where it matters. */
  readonly desiredReplicas: number | null;
}

/**
 * Which rule decided; with metrics, what stabilization left of the proposal, the direction in which it held it back,
 * and the limit that then held.
 */
export type ReconcileStage =
  | { readonly kind: 'off' | 'above-maximum' | 'below-minimum' | 'no-proposal' }
  | {
      readonly kind: 'metrics';
      readonly stabilized: number;
      readonly held: 'up' | 'down' | null;
      readonly limit: RateLimit;
    };

export interface ReconcileDecision {
  readonly stage: ReconcileStage;
  readonly replicas: number;
  readonly state: ScalingState;
  readonly reason: string;
}

interface Wish {
  readonly stage: ReconcileStage;
  readonly replicas: number;
  readonly recommendations: readonly Recommendation[];
  readonly reason: string;
}

/** One sync of an HPA: bounds first, then metrics, then behavior; what it did is remembered for the next. */
export function decideReconcile(
  spec: ReconcileSpec,
  observation: ReconcileObservation,
  state: ScalingState,
): ReconcileDecision {
  const { nowSeconds, currentReplicas } = observation;
  const initial = { atSeconds: nowSeconds, replicas: currentReplicas };
  const begun = { ...state, recommendations: state.recommendations ?? [initial] };
  const wish = decideBounds(spec, observation, begun) ?? decideWish(spec, observation, begun);
  const after: ScalingState = { ...begun, recommendations: wish.recommendations };
  return {
    stage: wish.stage,
    replicas: wish.replicas,
    state: spec.behavior === null ? after : recordScaling(after, wish.replicas, observation, spec.behavior),
    reason: wish.reason,
  };
}

type Begun = ScalingState & { readonly recommendations: readonly Recommendation[] };

/** What needs no metric. */
function decideBounds(
  { minReplicas, maxReplicas }: ReconcileSpec,
  { currentReplicas, desiredReplicas }: ReconcileObservation,
  { recommendations }: Begun,
): Wish | null {
  const stage = boundStage({ minReplicas, maxReplicas }, currentReplicas);
  const wish = (replicas: number, reason: string): Wish => ({
    stage: { kind: stage ?? 'no-proposal' },
    replicas,
    recommendations,
    reason,
  });
  if (stage === 'off') {
    return wish(0, 'Autoscaling is off while the target has no replicas.');
  }
  if (stage === 'above-maximum') {
    return wish(maxReplicas, `${currentReplicas} replicas are more than the maximum of ${maxReplicas}.`);
  }
  if (stage === 'below-minimum') {
    return wish(minReplicas, `${currentReplicas} replicas are fewer than the minimum of ${minReplicas}.`);
  }
  if (desiredReplicas === null) return wish(currentReplicas, 'The metrics yield no proposal.');
  return null;
}

type Bounds = Pick<ReconcileSpec, 'minReplicas' | 'maxReplicas'>;

/** Which bound decides without any metric; null where metrics decide. */
export function boundStage(
  { minReplicas, maxReplicas }: Bounds,
  currentReplicas: number,
): 'off' | 'above-maximum' | 'below-minimum' | null {
  if (currentReplicas === 0 && minReplicas !== 0) return 'off';
  if (currentReplicas > maxReplicas) return 'above-maximum';
  return currentReplicas < minReplicas ? 'below-minimum' : null;
}

function decideWish(spec: ReconcileSpec, observation: ReconcileObservation, begun: Begun): Wish {
  const { behavior, downscaleWindowSeconds = defaultDownscaleWindowSeconds, ...bounds } = spec;
  const { nowSeconds, currentReplicas } = observation;
  const desiredReplicas = Math.max(0, observation.desiredReplicas ?? 0);
  const recommendation = { atSeconds: nowSeconds, replicas: desiredReplicas };
  const seen = { nowSeconds, currentReplicas, desiredReplicas, recommendations: begun.recommendations };
  if (behavior === null) {
    const { stabilized, limit, replicas, reason } = decideLegacy({
      ...seen,
      ...bounds,
      downscaleWindowSeconds,
    });
    const isOld = ({ atSeconds }: Recommendation) => atSeconds < nowSeconds - downscaleWindowSeconds;
    const held = stabilized === desiredReplicas ? null : 'down';
    const stage = { kind: 'metrics', stabilized, held, limit } as const;
    return {
      stage,
      replicas,
      reason,
      recommendations: remember(begun.recommendations, recommendation, isOld),
    };
  }
  const scaleUpWindowSeconds = behavior.scaleUp.stabilizationWindowSeconds;
  const scaleDownWindowSeconds = behavior.scaleDown.stabilizationWindowSeconds;
  const stabilized = decideStabilized(seen, { scaleUpWindowSeconds, scaleDownWindowSeconds });
  const rate = decideRate({ ...begun, ...seen, ...bounds, desiredReplicas: stabilized.replicas }, behavior);
  const direction = desiredReplicas >= currentReplicas ? 'up' : 'down';
  const held = stabilized.replicas === desiredReplicas ? null : direction;
  const longestSeconds = Math.max(scaleUpWindowSeconds, scaleDownWindowSeconds);
  const isOld = ({ atSeconds }: Recommendation) => atSeconds < nowSeconds - longestSeconds;
  return {
    stage: { kind: 'metrics', stabilized: stabilized.replicas, held, limit: rate.limit },
    replicas: rate.replicas,
    reason: rate.replicas === stabilized.replicas ? stabilized.reason : `${stabilized.reason} ${rate.reason}`,
    recommendations: remember(begun.recommendations, recommendation, isOld),
  };
}

function recordScaling(
  state: ScalingState,
  replicas: number,
  { nowSeconds, currentReplicas }: ReconcileObservation,
  behavior: Behavior,
): ScalingState {
  const change = replicas - currentReplicas;
  if (change === 0) return state;
  const event = { atSeconds: nowSeconds, change: Math.abs(change) };
  const isOutdated = (rules: ScalingRules) => {
    const longestSeconds = Math.max(0, ...rules.policies.map(({ periodSeconds }) => periodSeconds));
    return ({ atSeconds }: { readonly atSeconds: number }) => atSeconds < nowSeconds - longestSeconds;
  };
  return change > 0
    ? { ...state, scaleUps: remember(state.scaleUps, event, isOutdated(behavior.scaleUp)) }
    : { ...state, scaleDowns: remember(state.scaleDowns, event, isOutdated(behavior.scaleDown)) };
}

interface LegacyObservation {
  readonly nowSeconds: number;
  readonly currentReplicas: number;
  readonly desiredReplicas: number;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly recommendations: readonly Recommendation[];
  readonly downscaleWindowSeconds: number;
}

interface LegacyDecision {
  readonly stabilized: number;
  readonly limit: RateLimit;
  readonly replicas: number;
  readonly reason: string;
}

/** What an HPA without `behavior` does: no faster than doubling upwards, the highest recent proposal downwards. */
function decideLegacy(observation: LegacyObservation): LegacyDecision {
  const { currentReplicas, desiredReplicas, minReplicas, maxReplicas } = observation;
  const recent = observation.recommendations
    .filter(({ atSeconds }) => atSeconds >= observation.nowSeconds - observation.downscaleWindowSeconds)
    .map(({ replicas }) => replicas);
  const stabilized = Math.max(desiredReplicas, ...recent);
  const upLimit = Math.max(2 * currentReplicas, 4);
  const most = Math.min(maxReplicas, upLimit);
  if (stabilized < minReplicas) {
    const reason = `The minimum is ${minReplicas} replicas.`;
    return { stabilized, limit: 'TooFewReplicas', replicas: minReplicas, reason };
  }
  if (stabilized > most) {
    const reason = `${stabilized} replicas are wanted, and one sync allows ${most}.`;
    const limit = maxReplicas > upLimit ? 'ScaleUpLimit' : 'TooManyReplicas';
    return { stabilized, limit, replicas: most, reason };
  }
  const reason =
    stabilized === desiredReplicas
      ? `${desiredReplicas} replicas are wanted.`
      : `${desiredReplicas} replicas are wanted; ${stabilized} were within the stabilization window.`;
  return { stabilized, limit: 'DesiredWithinRange', replicas: stabilized, reason };
}
