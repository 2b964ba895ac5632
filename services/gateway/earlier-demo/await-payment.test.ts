import type { Clock } from '@petstore/chassis/time';
import type { Order, OrderStatus } from '@petstore/contracts/http';
import { describe, expect, it } from 'vitest';
import { awaitPayment } from './await-payment.ts';

/** A clock that advances only by waiting. */
function manualClock(): Clock & { waited: number[] } {
  const waited: number[] = [];
  return {
    waited,
    now: () => waited.reduce((sum, each) => sum + each, 0),
    wait: async (durationMs) => {
      waited.push(durationMs);
    },
  };
}

const orders = (...statuses: OrderStatus[]) => {
  let reads = 0;
  return async () => {
    const status = statuses[Math.min(reads, statuses.length - 1)];
    reads += 1;
    return { status } as Order;
  };
};

describe('awaitPayment', () => {
  it('reads once if the payment is decided', async () => {
    const clock = manualClock();
    expect((await awaitPayment(orders('delivered'), clock)).status).toBe('delivered');
    expect(clock.waited).toEqual([]);
  });

  it('polls with doubling intervals until the payment is decided', async () => {
    const clock = manualClock();
    const read = orders('pending', 'payment_processing', 'payment_processing', 'cancelled');
    expect((await awaitPayment(read, clock)).status).toBe('cancelled');
    expect(clock.waited).toEqual([25, 50, 100]);
  });

  it('returns the current state after the timeout', async () => {
    const clock = manualClock();
    expect((await awaitPayment(orders('payment_processing'), clock)).status).toBe('payment_processing');
    expect(clock.now()).toBe(2_000);
  });
});
