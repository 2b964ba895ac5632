import { isAppError } from '@petstore/chassis/errors';
import { expect, it } from 'vitest';
import { requireOrder } from './require-order.ts';

const named = { orderId: 'ord_1', customerId: 'customer-001', petId: 'beagle-001' };

/** Outcome with a log that is read to its end at one time and an order that is known from another; null for never. */
async function outcomeOf(caughtUpAtMs: number | null, knownFromMs: number | null) {
  let nowMs = 1_000;
  let woken = 0;
  const work = requireOrder(named, {
    isKnown: async () => knownFromMs !== null && nowMs >= knownFromMs,
    consumer: {
      caughtUpAtMs: () => (caughtUpAtMs !== null && nowMs >= caughtUpAtMs ? caughtUpAtMs : 900),
      wake: () => {
        woken += 1;
      },
    },
    clock: {
      now: () => nowMs,
      wait: async (durationMs) => {
        nowMs += durationMs;
      },
    },
  });
  const outcome = await work.then(
    () => 'known',
    (error: unknown) => (isAppError(error) ? error : String(error)),
  );
  return { outcome, woken, tookMs: nowMs - 1_000 };
}

it('accepts a known order without waiting', async () => {
  expect(await outcomeOf(null, 0)).toEqual({ outcome: 'known', woken: 0, tookMs: 0 });
});

it('waits for an order that is read shortly after', async () => {
  expect(await outcomeOf(null, 1_200)).toMatchObject({ outcome: 'known' });
  expect(await outcomeOf(1_300, 1_300)).toMatchObject({ outcome: 'known' });
});

it('refuses an order that is unknown after the log was read to its end', async () => {
  const { outcome, woken } = await outcomeOf(1_100, null);
  expect(outcome).toMatchObject({ code: 'feedback-order-unknown', kind: 'unprocessable' });
  expect(woken).toBeGreaterThan(0);
});

it('asks for a retry if the log was last read to its end before the call', async () => {
  const { outcome, tookMs } = await outcomeOf(null, null);
  expect(outcome).toMatchObject({ code: 'knowledge-behind', details: { retryAfterSeconds: 1 } });
  expect(tookMs).toBe(1_000);
});
