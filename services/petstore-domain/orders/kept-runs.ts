import type { Happening } from '../testing/order-world.ts';

type Story = Happening[][];

const inTurn = (...happenings: readonly Happening[]): Story => happenings.map((each) => [each]);
const place: Happening = { does: 'place', key: 0, isOtherBody: false, death: null };
const step: Happening = { does: 'step', death: null };
const leasesEnd: Happening = { does: 'leases-end' };
const fallAsleep: Happening = { does: 'fall-asleep' };
const wakeUp: Happening = { does: 'wake-up' };

/** A request comes twice, and the first answer was lost. */
const repeated = inTurn({ ...place, death: { exchange: 30, when: 'after' } }, place, place);

/** A worker sleeps while another one takes its order to the end of the payment. */
const overtaken = inTurn(place, fallAsleep, leasesEnd, step, step, step, wakeUp);

/** A worker sleeps before it asks for a payment; meanwhile the order is cancelled, and nothing is found that had to be voided. */
const cancelledMeanwhile = inTurn(
  place,
  fallAsleep,
  { does: 'cancel', order: 0, death: null },
  ...[step, leasesEnd, step, leasesEnd, step, leasesEnd, step, leasesEnd, step, leasesEnd, step],
  wakeUp,
);

/** An answer to the authorization is lost, and the retry finds the payment that was made. */
const lostAnswer = inTurn(
  place,
  { does: 'payments-turn', fault: 'lost-after' },
  ...[step, leasesEnd, step, leasesEnd],
  { does: 'payments-turn', fault: 'none' },
  step,
);

/** Runs that broke an invariant once, or break one as soon as a protection is missing. */
export const keptRuns: readonly Story[] = [repeated, overtaken, cancelledMeanwhile, lostAnswer];
