import type { Clock } from '@petstore/chassis/time';
import type { Order } from '@petstore/contracts/http';

/** What callers of the earlier demo waited for anyway; a payment that takes longer is told as still going on. */
const patienceMs = 2_000;
const firstPauseMs = 25;

export function isPaymentOpen({ status }: Pick<Order, 'status'>): boolean {
  return status === 'pending' || status === 'payment_processing';
}

/** Reads an order until its payment is decided or patience is over, with pauses that double. */
export async function awaitPayment(read: () => Promise<Order>, clock: Clock): Promise<Order> {
  const deadlineMs = clock.now() + patienceMs;
  let order = await read();
  for (let pauseMs = firstPauseMs; isPaymentOpen(order) && clock.now() < deadlineMs; pauseMs *= 2) {
    await clock.wait(Math.min(pauseMs, deadlineMs - clock.now()));
    order = await read();
  }
  return order;
}
