import { backOffMs } from '@petstore/chassis/resilience';
import type { Clock } from '@petstore/chassis/time';
import type { Order } from '@petstore/contracts/http';

/** As long as the earlier demo's payments took; a payment that takes longer is reported as processing. */
const timeoutMs = 2_000;
const pause = { firstMs: 25, longestMs: timeoutMs, jitter: 'none' } as const;

export function isPaymentOpen({ status }: Pick<Order, 'status'>): boolean {
  return status === 'pending' || status === 'payment_processing';
}

/** Polls an order with doubling intervals until its payment is decided or the timeout is over. */
export async function awaitPayment(read: () => Promise<Order>, clock: Clock): Promise<Order> {
  const deadlineMs = clock.now() + timeoutMs;
  let order = await read();
  for (let reads = 0; isPaymentOpen(order) && clock.now() < deadlineMs; reads += 1) {
    await clock.wait(Math.min(backOffMs(reads, pause), deadlineMs - clock.now()));
    order = await read();
  }
  return order;
}
