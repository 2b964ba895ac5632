import type { Behavior, ScalingPolicy, ScalingRules } from './scaling-behavior.ts';
import type { ScaleEvent } from './scaling-state.ts';

/** The word of the condition ScalingLimited. */
export type RateLimit =
  | 'DesiredWithinRange'
  | 'ScaleUpLimit'
  | 'ScaleDownLimit'
  | 'TooManyReplicas'
  | 'TooFewReplicas';

export interface RateObservation {
  readonly nowSeconds: number;
  readonly currentReplicas: number;
  readonly desiredReplicas: number;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly scaleUps: readonly ScaleEvent[];
  readonly scaleDowns: readonly ScaleEvent[];
}

export interface RateDecision {
  readonly replicas: number;
  readonly limit: RateLimit;
  readonly reason: string;
}

/** How far one sync may go: the policies' rates, then minimum and maximum. */
export function decideRate(observation: RateObservation, behavior: Behavior): RateDecision {
  const { currentReplicas, desiredReplicas, minReplicas, maxReplicas } = observation;
  if (desiredReplicas > currentReplicas) {
    const limit = Math.max(currentReplicas, limitUp(observation, behavior.scaleUp));
    const most = Math.min(limit, maxReplicas);
    if (desiredReplicas > most)
      return limited(most, limit < maxReplicas ? 'ScaleUpLimit' : 'TooManyReplicas');
  }
  if (desiredReplicas < currentReplicas) {
    const limit = Math.min(currentReplicas, limitDown(observation, behavior.scaleDown));
    const least = Math.max(limit, minReplicas);
    if (desiredReplicas < least) {
      return limited(least, limit > minReplicas ? 'ScaleDownLimit' : 'TooFewReplicas');
    }
  }
  return limited(desiredReplicas, 'DesiredWithinRange');
}

const sentences: Readonly<Record<RateLimit, (replicas: number) => string>> = {
  DesiredWithinRange: (replicas) => `${replicas} replicas are within what the policies allow.`,
  ScaleUpLimit: (replicas) => `The policies for scaling up allow ${replicas} replicas for now.`,
  ScaleDownLimit: (replicas) =>
    `The policies for scaling down allow no fewer than ${replicas} replicas for now.`,
  TooManyReplicas: (replicas) => `More than the maximum of ${replicas} replicas is wanted.`,
  TooFewReplicas: (replicas) => `Fewer than the minimum of ${replicas} replicas is wanted.`,
};

function limited(replicas: number, limit: RateLimit): RateDecision {
  return { replicas, limit, reason: sentences[limit](replicas) };
}

function limitUp(observation: RateObservation, { selectPolicy, policies }: ScalingRules): number {
  if (selectPolicy === 'Disabled') return observation.currentReplicas;
  const limits = policies.map((policy) => {
    const start = replicasAtStart(policy, observation);
    return policy.type === 'Pods' ? start + policy.value : Math.ceil(start * (1 + policy.value / 100));
  });
  // Without a policy nothing is allowed upwards by Max, and everything by Min: the identities of the two.
  return selectPolicy === 'Min' ? Math.min(...limits) : Math.max(...limits);
}

function limitDown(observation: RateObservation, { selectPolicy, policies }: ScalingRules): number {
  if (selectPolicy === 'Disabled') return observation.currentReplicas;
  const limits = policies.map((policy) => {
    const start = replicasAtStart(policy, observation);
    return policy.type === 'Pods' ? start - policy.value : Math.trunc(start * (1 - policy.value / 100)) + 0;
  });
  // The smallest change downwards leaves the most replicas.
  return selectPolicy === 'Min' ? Math.max(...limits) : Math.min(...limits);
}

/** What there was before the period: what was added in it does not count as a base, what was removed does. */
function replicasAtStart({ periodSeconds }: ScalingPolicy, observation: RateObservation): number {
  const { nowSeconds, currentReplicas, scaleUps, scaleDowns } = observation;
  const changed = (events: readonly ScaleEvent[]) =>
    events
      .filter(({ atSeconds }) => atSeconds > nowSeconds - periodSeconds)
      .reduce((total, { change }) => total + change, 0);
  return currentReplicas - changed(scaleUps) + changed(scaleDowns);
}
