import type { EventConsumer } from '@petstore/chassis/events';
import type { Clock } from '@petstore/chassis/time';
import { advisorErrors } from '../errors.ts';
import type { NamedOrder, OrderMatch } from './known-order-store.ts';

export interface OrderKnowledge {
  match(order: NamedOrder): Promise<OrderMatch>;
  /** Id of the oldest known order; null if none is known. */
  oldest(): Promise<string | null>;
  /** The consumer from which orders are known. */
  readonly consumer: Pick<EventConsumer, 'caughtUpAtMs' | 'wake'>;
  readonly clock: Clock;
}

/** An event is in the log at most this long after its commit, unless its service is behind. */
const publicationMs = 500;
/** Timeout of the wait for the event log; below the timeout of callers. */
const timeoutMs = 1_500;
const pollEveryMs = 25;

/** An order id as petstore-domain makes it: a UUIDv7, so that ids sort by the time of the order. */
const orderId = /^ord_[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

/**
 * Requires that an order is the customer's and contains the item. Orders are read from events, so an unknown order may
 * not have been read yet, or be older than the event log's retention. Throws `feedback-order-unknown` if another order
 * is known by this id, or none after the event log was read to its end half a second after the call, and
 * `knowledge-behind` if that takes longer than the timeout. Resolves with false for an unknown order that may be older
 * than all known ones: the log, whose oldest events are deleted first, had all later orders.
 */
export async function requireOrder(order: NamedOrder, knowledge: OrderKnowledge): Promise<boolean> {
  const { match, consumer, clock } = knowledge;
  const askedAtMs = clock.now();
  for (;;) {
    // Read before the query, so that the query sees every event up to this time.
    const caughtUpAtMs = consumer.caughtUpAtMs();
    const found = await match(order);
    if (found === 'same') return true;
    if (found === 'different') throw advisorErrors.create('feedback-order-unknown');
    if (caughtUpAtMs !== null && caughtUpAtMs >= askedAtMs + publicationMs) {
      if (await mayBeForgotten(order, knowledge)) return false;
      throw advisorErrors.create('feedback-order-unknown');
    }
    if (clock.now() - askedAtMs >= timeoutMs)
      throw advisorErrors.create('knowledge-behind', { details: { retryAfterSeconds: 1 } });
    consumer.wake();
    await clock.wait(pollEveryMs);
  }
}

async function mayBeForgotten(order: NamedOrder, { oldest }: OrderKnowledge): Promise<boolean> {
  if (!orderId.test(order.orderId)) return false;
  const oldestId = await oldest();
  return oldestId === null || order.orderId < oldestId;
}
