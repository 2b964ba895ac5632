import { type CanaryAnalysis, checkMetrics, thresholdOf, totalWeight } from './canary-analysis.ts';
import {
  allToCanary,
  allToPrimary,
  beginPhase,
  type CanaryDecision,
  type CanaryPhase,
  type CanaryStep,
  type CanaryTick,
  decided,
  enterPhase,
  failingWebhook,
  rolledBack,
} from './canary-state.ts';

const idle: readonly CanaryPhase[] = ['Initialized', 'Succeeded', 'Failed'];
const promoting: readonly CanaryPhase[] = ['Promoting', 'Finalising'];

/** A tick goes through these in their order; the first that decides ends it (flagger pkg/controller/scheduler.go). */
const steps: readonly CanaryStep[] = [
  rest,
  checkPrimary,
  start,
  restart,
  checkCanary,
  skip,
  askForRollback,
  shiftToPrimary,
  finalise,
  rollBackFailed,
  runChecks,
  advance,
];

/** One run of a Canary's analysis interval. */
export function decideCanaryTick(tick: CanaryTick): CanaryDecision {
  for (const step of steps) {
    const decision = step(tick);
    if (decision !== null) return decision;
  }
  return { state: tick.state, reason: 'Nothing is left to do.' };
}

function rest({ state, seen }: CanaryTick): CanaryDecision | null {
  if (!idle.includes(state.phase) || seen.isNewRevision) return null;
  return decided(state, 'There is no new revision.');
}

/** A primary that dies while it takes the new revision over leaves the canary as the only good copy of it. */
function checkPrimary(tick: CanaryTick): CanaryDecision | null {
  const { state, seen, analysis } = tick;
  if (analysis.skipAnalysis || seen.primaryReadiness === 'ok') return null;
  if (seen.primaryReadiness === 'retriable') return decided(state, 'The primary is not ready yet.');
  if (!promoting.includes(state.phase)) return rolledBack(tick, 'the primary did not become ready in time.');
  const kept = { ...beginPhase(state, 'Failed'), ...allToCanary };
  return decided(
    kept,
    'The promotion failed: the primary is not ready in time, so the canary takes all traffic.',
  );
}

/** Waiting asks its gate anew at each tick, whether the revision changed or not. */
function start(tick: CanaryTick): CanaryDecision | null {
  const { state } = tick;
  if (!idle.includes(state.phase) && state.phase !== 'Waiting') return null;
  const gate = failingWebhook(tick, 'confirm-rollout');
  if (gate !== null)
    return decided(beginPhase(state, 'Waiting'), `Waiting for ${gate.name} to let the rollout begin.`);
  return decided(beginPhase(state, 'Progressing'), 'A new revision: the canary is scaled up.');
}

function restart({ state, seen }: CanaryTick): CanaryDecision | null {
  const isUnderWay = state.phase === 'Progressing' || state.phase === 'WaitingPromotion';
  if (!isUnderWay || !seen.isNewRevision) return null;
  const begun = { ...beginPhase(state, 'Progressing'), ...allToPrimary };
  return decided(begun, 'The revision changed meanwhile: the analysis begins anew.');
}

/** Waiting for the canary counts as no failed check. */
function checkCanary(tick: CanaryTick): CanaryDecision | null {
  const { state, seen } = tick;
  if (seen.canaryReadiness === 'ok') return null;
  if (seen.canaryReadiness === 'retriable') return decided(state, 'The canary is not ready yet.');
  return rolledBack(tick, 'the canary did not become ready in time.');
}

function skip({ state, analysis }: CanaryTick): CanaryDecision | null {
  if (!analysis.skipAnalysis) return null;
  const promoted = { ...state, ...allToPrimary, phase: 'Succeeded' as const, iterations: 0 };
  return decided(promoted, 'Promoted without analysis, as it is asked for.');
}

/** These hooks ask for a rollback by passing. */
function askForRollback(tick: CanaryTick): CanaryDecision | null {
  const { state, analysis, seen } = tick;
  if (promoting.includes(state.phase)) return null;
  const hook = analysis.webhooks.find(
    (webhook) => webhook.type === 'rollback' && seen.webhookPasses(webhook),
  );
  return hook === undefined ? null : rolledBack(tick, `${hook.name} asks for it.`);
}

/** Back to the primary, which has the new revision by now: all at once, or step by step. */
function shiftToPrimary({ state, analysis }: CanaryTick): CanaryDecision | null {
  if (state.phase !== 'Promoting') return null;
  const step = analysis.stepWeightPromotion;
  if (step === 0) {
    return decided(
      { ...enterPhase(state, 'Finalising'), ...allToPrimary },
      'All traffic goes to the primary.',
    );
  }
  if (state.canaryWeight === 0) return decided(state, 'No traffic is left to be shifted.');
  const primaryWeight = Math.min(totalWeight, state.primaryWeight + step);
  const canaryWeight = Math.max(0, state.canaryWeight - step);
  const shifted = { ...state, primaryWeight, canaryWeight, isMirroring: false };
  const isDone = primaryWeight === totalWeight;
  return decided(
    isDone ? enterPhase(shifted, 'Finalising') : shifted,
    `The primary takes ${primaryWeight}%.`,
  );
}

function finalise({ state }: CanaryTick): CanaryDecision | null {
  if (state.phase !== 'Finalising') return null;
  return decided(enterPhase(state, 'Succeeded'), 'Promoted: the canary is scaled down.');
}

/** So a rollback comes on the tick after the one whose check failed. */
function rollBackFailed(tick: CanaryTick): CanaryDecision | null {
  const { failedChecks } = tick.state;
  const threshold = thresholdOf(tick.analysis);
  return failedChecks < threshold
    ? null
    : rolledBack(tick, `${failedChecks} checks failed, the threshold is ${threshold}.`);
}

/** A failed check costs the tick; failures are counted, in a row or not. */
function runChecks(tick: CanaryTick): CanaryDecision | null {
  const { state, analysis, seen } = tick;
  const problem = hasTraffic(tick)
    ? (describeHook(tick, 'rollout') ?? checkMetrics(analysis.metrics, seen.metric))
    : describeHook(tick, 'pre-rollout');
  if (problem === null) return null;
  const failedChecks = state.failedChecks + 1;
  return decided({ ...state, failedChecks }, `Held at check ${failedChecks} that failed: ${problem}.`);
}

/** Before the canary gets any there is nothing to measure. */
function hasTraffic({ state, analysis }: CanaryTick): boolean {
  return state.canaryWeight !== 0 || state.iterations !== 0 || (analysis.mirror && state.isMirroring);
}

function describeHook(tick: CanaryTick, type: 'rollout' | 'pre-rollout'): string | null {
  const hook = failingWebhook(tick, type);
  return hook === null ? null : `${hook.name} did not pass`;
}

/** After good checks: by iterations for those who match, by iterations for all, or by weight. */
function advance(tick: CanaryTick): CanaryDecision | null {
  const { analysis } = tick;
  if (analysis.iterations > 0) return analysis.hasMatch ? advanceMatched(tick) : advanceBlueGreen(tick);
  return advanceWeight(tick);
}

function advanceMatched(tick: CanaryTick): CanaryDecision | null {
  const { state, analysis } = tick;
  if (state.iterations < analysis.iterations) return nextIteration(tick, allToCanary);
  return confirmPromotion(tick) ?? (state.iterations === analysis.iterations ? promote(tick) : null);
}

/** The canary gets all traffic for one tick before it is promoted. */
function advanceBlueGreen(tick: CanaryTick): CanaryDecision | null {
  const { state, analysis } = tick;
  if (state.iterations < analysis.iterations) {
    return nextIteration(tick, analysis.mirror ? { ...allToPrimary, isMirroring: true } : {});
  }
  const closed = confirmPromotion(tick);
  if (closed !== null) return closed;
  if (state.iterations > analysis.iterations) return promote(tick);
  return decided(
    { ...state, ...allToCanary, iterations: state.iterations + 1 },
    'All iterations are done: the canary takes all traffic.',
  );
}

function nextIteration({ state, analysis }: CanaryTick, routes: object): CanaryDecision {
  const iterations = state.iterations + 1;
  return decided({ ...state, ...routes, iterations }, `Iteration ${iterations} of ${analysis.iterations}.`);
}

function advanceWeight(tick: CanaryTick): CanaryDecision | null {
  const { state, analysis } = tick;
  const step = nextStepOf(analysis, state.canaryWeight);
  if (step <= 0) return decided(state, 'No step of weight is given: nothing changes.');
  if (!state.isMirroring && state.phase !== 'WaitingPromotion') {
    const gate = failingWebhook(tick, 'confirm-traffic-increase');
    if (gate !== null) return decided(state, `Waiting for ${gate.name} to allow more traffic.`);
  }
  if (state.canaryWeight >= maxWeightOf(analysis)) return confirmPromotion(tick) ?? promote(tick);
  if (analysis.mirror && state.canaryWeight === 0) return mirrorOnce(tick, step);
  const primaryWeight = Math.max(0, state.primaryWeight - step);
  const canaryWeight = Math.min(totalWeight, state.canaryWeight + step);
  return decided({ ...state, primaryWeight, canaryWeight }, `The canary takes ${canaryWeight}%.`);
}

/** One tick in which the canary sees all requests and answers none. */
function mirrorOnce({ state }: CanaryTick, step: number): CanaryDecision {
  if (!state.isMirroring) {
    return decided(
      { ...state, ...allToPrimary, isMirroring: true },
      'The canary sees a copy of all traffic.',
    );
  }
  const routes = { primaryWeight: totalWeight - step, canaryWeight: step, isMirroring: false };
  return decided({ ...state, ...routes }, `The canary takes ${step}%.`);
}

/** A gate that is closed sends an analysis by iterations back to its last one. */
function confirmPromotion(tick: CanaryTick): CanaryDecision | null {
  const gate = failingWebhook(tick, 'confirm-promotion');
  if (gate === null) return null;
  const { state, analysis } = tick;
  const waiting = { ...state, phase: 'WaitingPromotion' as const, iterations: analysis.iterations - 1 };
  return decided(waiting, `Waiting for ${gate.name} to let the promotion begin.`);
}

function promote({ state }: CanaryTick): CanaryDecision | null {
  return decided(enterPhase(state, 'Promoting'), 'The analysis is done: the primary gets the new revision.');
}

/** At this weight the canary is promoted; the last of `stepWeights` where they are given. */
function maxWeightOf({ stepWeights, maxWeight }: CanaryAnalysis): number {
  const last = stepWeights.at(-1);
  if (last !== undefined) return Math.min(totalWeight, last);
  return maxWeight > 0 ? maxWeight : totalWeight;
}

/** By how much the weight goes up next; 0 where nothing says so. */
function nextStepOf({ stepWeight, stepWeights }: CanaryAnalysis, canaryWeight: number): number {
  if (stepWeight > 0 || stepWeights.length === 0) return stepWeight;
  const most = totalWeight - canaryWeight;
  // At the top any step leads to the promotion.
  if (most === 0) return 1;
  if (canaryWeight === 0) return Math.min(most, stepWeights[0] ?? most);
  const next = stepWeights.indexOf(canaryWeight) + 1;
  const following = next > 0 ? stepWeights[next] : undefined;
  return following === undefined ? most : Math.min(most, following - canaryWeight);
}
