import { isAppError } from '@petstore/chassis/errors';
import { expect, it } from 'vitest';
import type { OrderMatch } from './known-order-store.ts';
import { requireOrder } from './require-order.ts';

const named = { orderId: 'ord_1', customerId: 'customer-001', petId: 'beagle-001' };

interface Knowledge {
  readonly orderId?: string;
  readonly oldest?: string | null;
  /** What is known of the order from `knownFromMs` on. */
  readonly match?: OrderMatch;
}

/** Outcome with a log that is read to its end at one time and an order that is known from another; null for never. */
async function outcomeOf(
  caughtUpAtMs: number | null,
  knownFromMs: number | null,
  { orderId = named.orderId, oldest = null, match = 'same' }: Knowledge = {},
) {
  let nowMs = 1_000;
  let woken = 0;
  const work = requireOrder(
    { ...named, orderId },
    {
      match: async () => (knownFromMs !== null && nowMs >= knownFromMs ? match : 'unknown'),
      oldest: async () => oldest,
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
    },
  );
  const outcome = await work.then(
    (isConfirmed) => (isConfirmed ? 'known' : 'forgotten'),
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
  const { outcome, woken } = await outcomeOf(1_600, null);
  expect(outcome).toMatchObject({ code: 'feedback-order-unknown', kind: 'unprocessable' });
  expect(woken).toBeGreaterThan(0);
});

it('does not take an order for unknown that may still be on its way to the log', async () => {
  expect(await outcomeOf(1_100, 1_400)).toMatchObject({ outcome: 'known' });
});

it('asks for a retry if the log was last read to its end before the call', async () => {
  const { outcome, tookMs } = await outcomeOf(null, null);
  expect(outcome).toMatchObject({ code: 'knowledge-behind', details: { retryAfterSeconds: 1 } });
  expect(tookMs).toBe(1_500);
});

it('refuses an order of another customer or without the item at once', async () => {
  const { outcome, tookMs } = await outcomeOf(null, 0, { match: 'different' });
  expect(outcome).toMatchObject({ code: 'feedback-order-unknown' });
  expect(tookMs).toBe(0);
});

const older = 'ord_019fffff-ffff-7fff-bfff-ffffffffffff';
const newer = 'ord_01a00000-0000-7000-8000-000000000001';

it.each([
  ['is older than all known orders', older, newer, 'forgotten'],
  ['is named while no order is known', older, null, 'forgotten'],
  ['is newer than a known order', newer, older, { code: 'feedback-order-unknown' }],
  ['has an id that the shop cannot have made', 'ord_0', newer, { code: 'feedback-order-unknown' }],
])('decides on an unknown order that %s', async (_title, orderId, oldest, expected) => {
  const { outcome } = await outcomeOf(1_600, null, { orderId, oldest });
  if (typeof expected === 'string') expect(outcome).toBe(expected);
  else expect(outcome).toMatchObject(expected);
  expect((await outcomeOf(null, null, { orderId, oldest })).outcome).toMatchObject({
    code: 'knowledge-behind',
  });
});
