import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PaymentAction, PaymentStory } from './testing/payment-story.ts';
import { type PaymentSystem, startPaymentSystem } from './testing/payment-system.ts';
import { type ProviderProxy, startProviderProxy } from './testing/provider-proxy.ts';

/** Number of random stories; `PAYMENT_SEEDS=1000` runs more. */
const numRuns = Number(process.env['PAYMENT_SEEDS'] ?? 6);

let system: PaymentSystem;
let proxy: ProviderProxy;
beforeAll(async () => {
  proxy = await startProviderProxy();
  system = await startPaymentSystem({
    PAYMENT_PROVIDER_URL: proxy.url,
    ABANDON_AFTER_SECONDS: '1',
    WATCH_SECONDS: '1',
    RECONCILE_SECONDS: '1',
  });
  proxy.target = system.providerUrl;
});
afterAll(async () => {
  await system?.stop();
  await proxy?.stop();
});

const order = fc.nat({ max: 1 });
const key = fc.integer({ min: 10, max: 15 });
const action: fc.Arbitrary<PaymentAction> = fc.oneof(
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
      does: fc.constant('connection-changes' as const),
      fault: fc.constantFrom('none', 'none', 'none', 'lost-before', 'lost-after', 'garbled'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('webhook-delivery-changes' as const),
      mode: fc.constantFrom('passes-on', 'swallows', 'refuses'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('webhook-repeats' as const), which: fc.nat({ max: 20 }) }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('leases-expire' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('provider-acts' as const),
      order,
      what: fc.constantFrom('capture', 'void', 'refund'),
    }),
  },
);
const anyStory = fc.array(fc.array(action, { minLength: 1, maxLength: 4, size: 'max' }), {
  minLength: 5,
  maxLength: 20,
  size: 'max',
});

it(
  'keeps payments, ledger and events equal to the provider’s book under random faults',
  async () => {
    const story = new PaymentStory(system, proxy);
    await fc.assert(
      fc.asyncProperty(anyStory, async (scenes) => {
        story.begin();
        for (const scene of scenes) await Promise.all(scene.map((each) => story.perform(each)));
        expect(await story.end()).toEqual([]);
      }),
      { numRuns, endOnFailure: true },
    );
  },
  60_000 + numRuns * 60_000,
);
