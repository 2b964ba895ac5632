import { isAppError } from '@petstore/chassis/errors';
import { expect, it } from 'vitest';
import { requireOrder } from './require-order.ts';

const named = { orderId: 'ord_1', customerId: 'customer-001', petId: 'beagle-001' };

/** A log whose end is reached at a time, and an order that is known from a time on; both in milliseconds, null for never. */
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

it('asks nothing more when the order is known', async () => {
  expect(await outcomeOf(null, 0)).toEqual({ outcome: 'known', woken: 0, tookMs: 0 });
});

it('waits for an order that is about to be read', async () => {
  expect(await outcomeOf(null, 1_200)).toMatchObject({ outcome: 'known' });
  expect(await outcomeOf(1_300, 1_300)).toMatchObject({ outcome: 'known' });
});

it('refuses an order that is unknown when the log was read to its end after the question', async () => {
  const { outcome, woken } = await outcomeOf(1_100, null);
  expect(outcome).toMatchObject({ code: 'feedback-order-unknown', kind: 'unprocessable' });
  expect(woken).toBeGreaterThan(0);
});

it('does not judge by a log that was read to its end before the question: it asks to come again', async () => {
  const { outcome, tookMs } = await outcomeOf(null, null);
  expect(outcome).toMatchObject({ code: 'knowledge-behind', details: { retryAfterSeconds: 1 } });
  expect(tookMs).toBe(1_000);
});
