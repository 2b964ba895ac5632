import { allToCanary, allToPrimary, beginPhase, type CanaryPhase } from './canary-state.ts';
import { type CanaryStep, decided, failingWebhook, rolledBack } from './canary-tick.ts';

const idle: readonly CanaryPhase[] = ['Initialized', 'Succeeded', 'Failed'];
const promoting: readonly CanaryPhase[] = ['Promoting', 'Finalising'];

export const rest: CanaryStep = ({ state, seen }) => {
  if (!idle.includes(state.phase) || seen.isNewRevision) return null;
  return decided(state, 'There is no new revision.');
};

/** A primary that dies while it takes the new revision over leaves the canary as the only good copy of it. */
export const checkPrimary: CanaryStep = (tick) => {
  const { state, seen, analysis } = tick;
  if (analysis.skipAnalysis || seen.primaryReadiness === 'ok') return null;
  if (seen.primaryReadiness === 'retriable') return decided(state, 'The primary is not ready yet.');
  if (!promoting.includes(state.phase)) return rolledBack(tick, 'the primary did not become ready in time.');
  const kept = { ...beginPhase(state, 'Failed'), ...allToCanary };
  return decided(
    kept,
    'The promotion failed: the primary is not ready in time, so the canary takes all traffic.',
  );
};

/** Waiting asks its gate anew at each tick, whether the revision changed or not. */
export const start: CanaryStep = (tick) => {
  const { state } = tick;
  if (!idle.includes(state.phase) && state.phase !== 'Waiting') return null;
  const gate = failingWebhook(tick, 'confirm-rollout');
  if (gate !== null)
    return decided(beginPhase(state, 'Waiting'), `Waiting for ${gate.name} to let the rollout begin.`);
  return decided(beginPhase(state, 'Progressing'), 'A new revision: the canary is scaled up.');
};

export const restart: CanaryStep = ({ state, seen }) => {
  const isUnderWay = state.phase === 'Progressing' || state.phase === 'WaitingPromotion';
  if (!isUnderWay || !seen.isNewRevision) return null;
  const begun = { ...beginPhase(state, 'Progressing'), ...allToPrimary };
  return decided(begun, 'The revision changed meanwhile: the analysis begins anew.');
};

/** Waiting for the canary counts as no failed check. */
export const checkCanary: CanaryStep = (tick) => {
  const { state, seen } = tick;
  if (seen.canaryReadiness === 'ok') return null;
  if (seen.canaryReadiness === 'retriable') return decided(state, 'The canary is not ready yet.');
  return rolledBack(tick, 'the canary did not become ready in time.');
};

export const skip: CanaryStep = ({ state, analysis }) => {
  if (!analysis.skipAnalysis) return null;
  const promoted = { ...state, ...allToPrimary, phase: 'Succeeded' as const, iterations: 0 };
  return decided(promoted, 'Promoted without analysis, as it is asked for.');
};

/** These hooks ask for a rollback by passing. */
export const askForRollback: CanaryStep = (tick) => {
  const { state, analysis, seen } = tick;
  if (promoting.includes(state.phase)) return null;
  const hook = analysis.webhooks.find(
    (webhook) => webhook.type === 'rollback' && seen.webhookPasses(webhook),
  );
  return hook === undefined ? null : rolledBack(tick, `${hook.name} asks for it.`);
};
