import type { SimulationStep } from './order-simulation.ts';

type Story = SimulationStep[][];

const inTurn = (...happenings: readonly SimulationStep[]): Story => happenings.map((each) => [each]);
const place: SimulationStep = { does: 'place', key: 0, isOtherBody: false, death: null };
const step: SimulationStep = { does: 'step', death: null };
const expireLeases: SimulationStep = { does: 'expire-leases' };
const pauseWorker: SimulationStep = { does: 'pause-worker' };
const resumeWorker: SimulationStep = { does: 'resume-worker' };

/** A repeated request after the first response was lost. */
const repeated = inTurn({ ...place, death: { exchange: 30, when: 'after' } }, place, place);

/** A worker is paused while another one brings its order to the end of the payment. */
const overtaken = inTurn(place, pauseWorker, expireLeases, step, step, step, resumeWorker);

/** A worker is paused before it requests a payment. Meanwhile the order is cancelled, and the void finds no payment. */
const cancelledMeanwhile = inTurn(
  place,
  pauseWorker,
  { does: 'cancel', order: 0, death: null },
  ...[
    step,
    expireLeases,
    step,
    expireLeases,
    step,
    expireLeases,
    step,
    expireLeases,
    step,
    expireLeases,
    step,
  ],
  resumeWorker,
);

/** A response to the authorization is lost, and the retry finds the payment. */
const lostAnswer = inTurn(
  place,
  { does: 'set-payment-fault', fault: 'lost-after' },
  ...[step, expireLeases, step, expireLeases],
  { does: 'set-payment-fault', fault: 'none' },
  step,
);

/** Runs that once violated an invariant, or do so without one of the protections. */
export const regressionRuns: readonly Story[] = [repeated, overtaken, cancelledMeanwhile, lostAnswer];
