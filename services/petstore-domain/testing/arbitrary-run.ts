import fc from 'fast-check';
import type { SimulationStep } from './order-simulation.ts';

const deathWithin = (exchanges: number) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc.record({
        exchange: fc.integer({ min: 1, max: exchanges }),
        when: fc.constantFrom('before' as const, 'after' as const),
      }),
    },
  );
const death = deathWithin(16);
const key = fc.nat({ max: 9 });
const step: fc.Arbitrary<SimulationStep> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant('place' as const),
      key,
      isOtherBody: fc.integer({ min: 0, max: 9 }).map((drawn) => drawn === 0),
      death,
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({ does: fc.constantFrom('step' as const, 'ask-for-refund' as const), death }),
  },
  // Most steps take two exchanges: a read, unless the worker remembers the order, and one statement.
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constantFrom('step' as const, 'go-on' as const),
      death: deathWithin(3),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('cancel' as const), order: fc.nat({ max: 5 }), death }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('refund' as const),
      order: fc.nat({ max: 5 }),
      key,
      amountMinor: fc.integer({ min: 1, max: 900 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('restock' as const),
      product: fc.nat({ max: 1 }),
      death,
      quantity: fc.integer({ min: 1, max: 9 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('publish-stock' as const), death }) },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constantFrom(
        'pause-worker',
        'resume-worker',
        'advance-time',
        'expire-leases',
        'expire-reservations',
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('set-payment-fault' as const),
      fault: fc.constantFrom(
        'none',
        'none',
        'lost-before',
        'lost-after',
        'away',
        'declines',
        'refuses-refunds',
      ),
    }),
  },
);
/** Random runs of the simulation: rounds of one to three concurrent steps. */
export const arbitraryRun = fc.array(fc.array(step, { minLength: 1, maxLength: 3, size: 'max' }), {
  minLength: 5,
  maxLength: 30,
  size: 'max',
});
