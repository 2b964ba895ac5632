import type { SimulationStep } from './order-simulation.ts';

type Story = SimulationStep[][];

const inTurn = (...happenings: readonly SimulationStep[]): Story => happenings.map((each) => [each]);
const place: SimulationStep = { does: 'place', key: 0, isOtherBody: false, death: null };
const step: SimulationStep = { does: 'step', death: null };
const expireLeases: SimulationStep = { does: 'expire-leases' };
const pauseWorker: SimulationStep = { does: 'pause-worker' };
const resumeWorker: SimulationStep = { does: 'resume-worker' };

/** A request comes twice, and the first answer was lost. */
const repeated = inTurn({ ...place, death: { exchange: 30, when: 'after' } }, place, place);

/** A worker sleeps while another one takes its order to the end of the payment. */
const overtaken = inTurn(place, pauseWorker, expireLeases, step, step, step, resumeWorker);

/** A worker sleeps before it asks for a payment; meanwhile the order is cancelled, and nothing is found that had to be voided. */
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

/** An answer to the authorization is lost, and the retry finds the payment that was made. */
const lostAnswer = inTurn(
  place,
  { does: 'set-payment-fault', fault: 'lost-after' },
  ...[step, expireLeases, step, expireLeases],
  { does: 'set-payment-fault', fault: 'none' },
  step,
);

/** Runs that broke an invariant once, or break one as soon as a protection is missing. */
export const regressionRuns: readonly Story[] = [repeated, overtaken, cancelledMeanwhile, lostAnswer];
