import type { Clock } from '@petstore/chassis/time';
import type { Order } from '@petstore/contracts/http';

/** As long as the earlier demo's payments took; a payment that takes longer is reported as processing. */
const timeoutMs = 2_000;
const firstPauseMs = 25;

export function isPaymentOpen({ status }: Pick<Order, 'status'>): boolean {
  return status === 'pending' || status === 'payment_processing';
}

/** Polls an order with doubling intervals until its payment is decided or the timeout is over. */
export async function awaitPayment(read: () => Promise<Order>, clock: Clock): Promise<Order> {
  const deadlineMs = clock.now() + timeoutMs;
  let order = await read();
  for (let pauseMs = firstPauseMs; isPaymentOpen(order) && clock.now() < deadlineMs; pauseMs *= 2) {
    await clock.wait(Math.min(pauseMs, deadlineMs - clock.now()));
    order = await read();
  }
  return order;
}
