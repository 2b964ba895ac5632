import {
  confidenceOf,
  type Resources,
  scaleAmount,
  toAmount,
  type UsageAggregate,
} from './container-usage.ts';

export interface ContainerRecommendation {
  readonly target: Resources;
  readonly lowerBound: Resources;
  readonly upperBound: Resources;
  /** The target as it was before the policy. */
  readonly uncappedTarget: Resources;
  readonly reason: string;
}

/** Of one container; an amount that is absent or 0 bounds nothing. */
export interface ResourcePolicy {
  readonly minAllowed?: Partial<Resources>;
  readonly maxAllowed?: Partial<Resources>;
}

const marginFraction = 0.15;

/** A pod's floor is shared by its containers. */
const podFloor: Resources = {
  cpuMillicores: toAmount(25 * 0.001 * 1_000),
  memoryBytes: toAmount(250 * 1024 * 1024),
};

interface Estimate {
  readonly percentile: number;
  /** By how much little history widens it: `(1 + weight / confidence) ^ exponent`. */
  readonly doubt: { readonly weight: number; readonly exponent: number } | null;
}

const target: Estimate = { percentile: 0.9, doubt: null };
const lower: Estimate = { percentile: 0.5, doubt: { weight: 0.001, exponent: -2 } };
const upper: Estimate = { percentile: 0.95, doubt: { weight: 1, exponent: 1 } };

/** What each container of a pod should request, and between which bounds what it requests is left alone. */
export function decideRecommendation(
  usage: ReadonlyMap<string, UsageAggregate>,
  policies: ReadonlyMap<string, ResourcePolicy>,
): ReadonlyMap<string, ContainerRecommendation> {
  const share = 1 / usage.size;
  const floor: Resources = {
    cpuMillicores: scaleAmount(podFloor.cpuMillicores, share),
    memoryBytes: scaleAmount(podFloor.memoryBytes, share),
  };
  return new Map(
    [...usage].map(([container, aggregate]) => {
      const policy = policies.get(container) ?? policies.get('*') ?? {};
      return [container, recommend(aggregate, floor, policy)];
    }),
  );
}

function recommend(
  aggregate: UsageAggregate,
  floor: Resources,
  policy: ResourcePolicy,
): ContainerRecommendation {
  const of = (wanted: Estimate) => estimate(aggregate, wanted, floor);
  const uncappedTarget = of(target);
  const confidence = Math.round(confidenceOf(aggregate) * 100) / 100;
  return {
    target: applyPolicy(uncappedTarget, policy),
    lowerBound: applyPolicy(of(lower), policy),
    upperBound: applyPolicy(of(upper), policy),
    uncappedTarget,
    reason: `${aggregate.sampleCount} samples are worth ${confidence} days of history.`,
  };
}

/** Whole amounts at every step, as the recommender's integers have it. */
function estimate(aggregate: UsageAggregate, { percentile, doubt }: Estimate, floor: Resources): Resources {
  const factor = doubt === null ? 1 : (1 + doubt.weight / confidenceOf(aggregate)) ** doubt.exponent;
  const settle = (used: number, least: number) => {
    const withMargin = used + scaleAmount(used, marginFraction);
    // Without history the factor has no bound, and of nothing that is nothing.
    const widened = withMargin === 0 ? 0 : scaleAmount(withMargin, factor);
    return Math.max(widened, least);
  };
  return {
    cpuMillicores: settle(toAmount(aggregate.cpu.percentile(percentile) * 1_000), floor.cpuMillicores),
    memoryBytes: settle(toAmount(aggregate.memoryPeaks.percentile(percentile)), floor.memoryBytes),
  };
}

/** Up to the least, then down to the most: where they contradict each other the most holds. */
function applyPolicy(
  { cpuMillicores, memoryBytes }: Resources,
  { minAllowed = {}, maxAllowed = {} }: ResourcePolicy,
): Resources {
  const bound = (amount: number, name: keyof Resources) => {
    const raised = Math.max(amount, minAllowed[name] ?? 0);
    const most = maxAllowed[name] ?? 0;
    return most > 0 ? Math.min(raised, most) : raised;
  };
  return {
    cpuMillicores: bound(cpuMillicores, 'cpuMillicores'),
    memoryBytes: bound(memoryBytes, 'memoryBytes'),
  };
}
