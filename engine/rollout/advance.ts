import { maxWeightOf, nextStepOf, totalWeight } from './canary-analysis.ts';
import { allToCanary, allToPrimary } from './canary-state.ts';
import {
  type CanaryDecision,
  type CanaryStep,
  type CanaryTick,
  decided,
  failingWebhook,
} from './canary-tick.ts';
import { confirmPromotion, promote } from './promote.ts';

/** After good checks: by iterations for those who match, by iterations for all, or by weight. */
export const advance: CanaryStep = (tick) => {
  const { analysis } = tick;
  if (analysis.iterations > 0) return analysis.hasMatch ? advanceMatched(tick) : advanceBlueGreen(tick);
  return advanceWeight(tick);
};

const advanceMatched: CanaryStep = (tick) => {
  const { state, analysis } = tick;
  if (state.iterations < analysis.iterations) return nextIteration(tick, allToCanary);
  return confirmPromotion(tick) ?? (state.iterations === analysis.iterations ? promote(tick) : null);
};

/** The canary gets all traffic for one tick before it is promoted. */
const advanceBlueGreen: CanaryStep = (tick) => {
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
};

function nextIteration({ state, analysis }: CanaryTick, routes: object): CanaryDecision {
  const iterations = state.iterations + 1;
  return decided({ ...state, ...routes, iterations }, `Iteration ${iterations} of ${analysis.iterations}.`);
}

const advanceWeight: CanaryStep = (tick) => {
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
};

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
