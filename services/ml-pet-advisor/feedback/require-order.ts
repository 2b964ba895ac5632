import type { EventConsumer } from '@petstore/chassis/events';
import type { Clock } from '@petstore/chassis/time';
import { advisorErrors } from '../errors.ts';
import type { NamedOrder } from './known-order-store.ts';

export interface OrderKnowledge {
  isKnown(order: NamedOrder): Promise<boolean>;
  readonly consumer: Pick<EventConsumer, 'caughtUpAtMs' | 'wake'>;
  readonly clock: Clock;
}

/** How long feedback waits for the log to be read; well below a caller's patience. */
const patienceMs = 1_000;
const lookEveryMs = 25;

/**
 * Orders arrive as events, so one that is not known may only not be read yet. It is refused (`feedback-order-unknown`) when the log was
 * read to its end after the question came; until then the feedback waits, and is told to come again (`knowledge-behind`).
 */
export async function requireOrder(
  order: NamedOrder,
  { isKnown, consumer, clock }: OrderKnowledge,
): Promise<void> {
  const askedAtMs = clock.now();
  for (;;) {
    // Looked at first: what was read until then is seen by the question that follows.
    const caughtUpAtMs = consumer.caughtUpAtMs();
    if (await isKnown(order)) return;
    if (caughtUpAtMs !== null && caughtUpAtMs >= askedAtMs)
      throw advisorErrors.create('feedback-order-unknown');
    if (clock.now() - askedAtMs >= patienceMs)
      throw advisorErrors.create('knowledge-behind', { details: { retryAfterSeconds: 1 } });
    consumer.wake();
    await clock.wait(lookEveryMs);
  }
}
