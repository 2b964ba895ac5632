import { expect } from 'vitest';
import type { CanaryAnalysis, WebhookType } from '../controllers/canary/canary-analysis.ts';
import {
  type CanaryObservation,
  type CanaryState,
  initialCanaryState,
  type Readiness,
} from '../controllers/canary/canary-state.ts';
import { decideCanaryTick } from '../controllers/canary/decide-canary-tick.ts';

const byWeight: CanaryAnalysis = {
  threshold: 2,
  maxWeight: 50,
  stepWeight: 20,
  stepWeights: [],
  stepWeightPromotion: 0,
  iterations: 0,
  hasMatch: false,
  mirror: false,
  metrics: [{ name: 'errors', range: { min: null, max: 5 }, threshold: 0 }],
  webhooks: [],
  skipAnalysis: false,
};

export interface Tick {
  readonly revision?: boolean;
  readonly bad?: boolean;
  readonly primary?: Readiness;
  readonly canary?: Readiness;
  /** Hooks that answer otherwise than they do by themselves. */
  readonly hooks?: readonly string[];
}

export const revision: Tick = { revision: true };
export const bad: Tick = { bad: true };
export const fine: Tick = {};
export const hooks = (...names: readonly string[]): Tick => ({ hooks: names });
export const times = (count: number, tick: Tick): readonly Tick[] =>
  Array.from({ length: count }, () => tick);
export const hook = (type: WebhookType) => ({ name: type, type });

function observe({
  revision: isNewRevision = false,
  bad: isBad = false,
  primary,
  canary,
  hooks: other = [],
}: Tick): CanaryObservation {
  return {
    isNewRevision,
    primaryReadiness: primary ?? 'ok',
    canaryReadiness: canary ?? 'ok',
    metric: () => (isBad ? 9 : 1),
    webhookPasses: ({ name, type }) => (type === 'rollback') === other.includes(name),
  };
}

/** After each tick: phase, weights, failed checks. */
export function run(given: Partial<CanaryAnalysis>, ...ticks: readonly Tick[]): string[] {
  let state: CanaryState = initialCanaryState;
  return ticks.map((tick) => {
    const decision = decideCanaryTick({ analysis: { ...byWeight, ...given }, state, seen: observe(tick) });
    state = decision.state;
    expect(decision.reason).toMatch(/^[A-Z].*\.$/);
    return `${state.phase} ${state.primaryWeight}/${state.canaryWeight} ${state.failedChecks}`;
  });
}
