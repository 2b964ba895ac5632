import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PaymentSystem, startPaymentSystem } from './payment-system.ts';
import { type PaymentHappening, PaymentWorld } from './payment-world.ts';
import { type ProviderLine, startProviderLine } from './provider-line.ts';

/** `PAYMENT_SEEDS=1000` for a long look. */
const numRuns = Number(process.env['PAYMENT_SEEDS'] ?? 6);

let system: PaymentSystem;
let line: ProviderLine;
beforeAll(async () => {
  line = await startProviderLine();
  system = await startPaymentSystem({
    PAYMENT_PROVIDER_URL: line.url,
    ABANDON_AFTER_SECONDS: '1',
    WATCH_SECONDS: '1',
    RECONCILE_SECONDS: '1',
  });
  line.target = system.providerUrl;
});
afterAll(async () => {
  await system?.stop();
  await line?.stop();
});

const order = fc.nat({ max: 1 });
const key = fc.integer({ min: 10, max: 15 });
const happening: fc.Arbitrary<PaymentHappening> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('authorize' as const),
      order,
      isDeclined: fc.integer({ min: 0, max: 9 }).map((drawn) => drawn === 0),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ does: fc.constantFrom('capture' as const, 'void' as const), order, key }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant('refund' as const),
      order,
      key,
      amountMinor: fc.constantFrom(1, 150, 400),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant('line-turns' as const),
      fault: fc.constantFrom('none', 'none', 'none', 'lost-before', 'lost-after', 'garbled'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('webhooks-turn' as const),
      mode: fc.constantFrom('passes-on', 'swallows', 'refuses'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('webhook-returns' as const), which: fc.nat({ max: 20 }) }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('leases-end' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('provider-acts' as const),
      order,
      what: fc.constantFrom('capture', 'void', 'refund'),
    }),
  },
);
const anyStory = fc.array(fc.array(happening, { minLength: 1, maxLength: 4, size: 'max' }), {
  minLength: 5,
  maxLength: 20,
  size: 'max',
});

it(
  'keeps payments, ledger and events what the provider’s book is, whatever happens on the way',
  async () => {
    const world = new PaymentWorld(system, line);
    await fc.assert(
      fc.asyncProperty(anyStory, async (scenes) => {
        world.begin();
        for (const scene of scenes) await Promise.all(scene.map((each) => world.happen(each)));
        expect(await world.end()).toEqual([]);
      }),
      { numRuns, endOnFailure: true },
    );
  },
  60_000 + numRuns * 60_000,
);
