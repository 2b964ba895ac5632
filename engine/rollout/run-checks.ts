import { thresholdOf } from './canary-analysis.ts';
import { type CanaryStep, decided, failingWebhook, rolledBack } from './canary-tick.ts';
import { checkMetrics } from './check-metrics.ts';

/** So a rollback comes on the tick after the one whose check failed. */
export const rollBackFailed: CanaryStep = (tick) => {
  const { failedChecks } = tick.state;
  const threshold = thresholdOf(tick.analysis);
  return failedChecks < threshold
    ? null
    : rolledBack(tick, `${failedChecks} checks failed, the threshold is ${threshold}.`);
};

/** A failed check costs the tick; failures are counted, in a row or not. */
export const runChecks: CanaryStep = (tick) => {
  const { state, analysis, seen } = tick;
  const problem = hasTraffic(tick)
    ? (describeHook(tick, 'rollout') ?? checkMetrics(analysis.metrics, seen.metric))
    : describeHook(tick, 'pre-rollout');
  if (problem === null) return null;
  const failedChecks = state.failedChecks + 1;
  return decided({ ...state, failedChecks }, `Held at check ${failedChecks} that failed: ${problem}.`);
};

/** Before the canary gets any there is nothing to measure. */
const hasTraffic = ({ state, analysis }: Parameters<CanaryStep>[0]): boolean =>
  state.canaryWeight !== 0 || state.iterations !== 0 || (analysis.mirror && state.isMirroring);

function describeHook(tick: Parameters<CanaryStep>[0], type: 'rollout' | 'pre-rollout'): string | null {
  const hook = failingWebhook(tick, type);
  return hook === null ? null : `${hook.name} did not pass`;
}
