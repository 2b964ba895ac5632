import { totalWeight } from './canary-analysis.ts';
import { allToPrimary, enterPhase } from './canary-state.ts';
import { type CanaryStep, decided, failingWebhook } from './canary-tick.ts';

/** Back to the primary, which has the new revision by now: all at once, or step by step. */
export const shiftToPrimary: CanaryStep = ({ state, analysis }) => {
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
};

export const finalise: CanaryStep = ({ state }) => {
  if (state.phase !== 'Finalising') return null;
  return decided(enterPhase(state, 'Succeeded'), 'Promoted: the canary is scaled down.');
};

/** A gate that is closed sends an analysis by iterations back to its last one. */
export const confirmPromotion: CanaryStep = (tick) => {
  const gate = failingWebhook(tick, 'confirm-promotion');
  if (gate === null) return null;
  const { state, analysis } = tick;
  const waiting = { ...state, phase: 'WaitingPromotion' as const, iterations: analysis.iterations - 1 };
  return decided(waiting, `Waiting for ${gate.name} to let the promotion begin.`);
};

export const promote: CanaryStep = ({ state }) => {
  return decided(enterPhase(state, 'Promoting'), 'The analysis is done: the primary gets the new revision.');
};
