import type { EventConsumer } from '@petstore/chassis/events';
import type { Clock } from '@petstore/chassis/time';
import { advisorErrors } from '../errors.ts';
import type { NamedOrder } from './known-order-store.ts';

export interface OrderKnowledge {
  isKnown(order: NamedOrder): Promise<boolean>;
  readonly consumer: Pick<EventConsumer, 'caughtUpAtMs' | 'wake'>;
  readonly clock: Clock;
}

/** Timeout of the wait for the event log; well below the timeout of callers. */
const timeoutMs = 1_000;
const pollEveryMs = 25;

/**
 * Requires that an order is known. Orders are read from events, so an unknown order may not have been read yet: throws
 * `feedback-order-unknown` once the event log was read to its end after the call, and `knowledge-behind` if that takes
 * longer than the timeout.
 */
export async function requireOrder(
  order: NamedOrder,
  { isKnown, consumer, clock }: OrderKnowledge,
): Promise<void> {
  const askedAtMs = clock.now();
  for (;;) {
    // Read before the query, so that the query sees every event up to this time.
    const caughtUpAtMs = consumer.caughtUpAtMs();
    if (await isKnown(order)) return;
    if (caughtUpAtMs !== null && caughtUpAtMs >= askedAtMs)
      throw advisorErrors.create('feedback-order-unknown');
    if (clock.now() - askedAtMs >= timeoutMs)
      throw advisorErrors.create('knowledge-behind', { details: { retryAfterSeconds: 1 } });
    consumer.wake();
    await clock.wait(pollEveryMs);
  }
}
