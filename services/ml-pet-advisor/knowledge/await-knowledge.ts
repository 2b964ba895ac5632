import type { EventConsumer } from '@petstore/chassis/events';
import type { ReadinessCheck } from '@petstore/chassis/health';
import type { Clock } from '@petstore/chassis/time';
import { advisorErrors } from '../errors.ts';

interface KnowledgeOptions {
  knowsPets(): Promise<boolean>;
  readonly consumer: Pick<EventConsumer, 'caughtUpAtMs' | 'wake'>;
  readonly clock: Clock;
}

/**
 * Readiness check: ready once a pet is known and the event log was read to its end after that, since the rest of the
 * catalogue and the profiles follow the first pets. Once ready it stays ready. Throws `catalogue-empty` or
 * `knowledge-behind`.
 */
export function awaitKnowledge({ knowsPets, consumer, clock }: KnowledgeOptions): ReadinessCheck {
  let firstPetSeenAtMs: number | null = null;
  let isComplete = false;
  return async () => {
    if (isComplete) return;
    if (firstPetSeenAtMs === null && (await knowsPets())) firstPetSeenAtMs = clock.now();
    if (firstPetSeenAtMs === null) throw advisorErrors.create('catalogue-empty');
    const caughtUpAtMs = consumer.caughtUpAtMs();
    isComplete = caughtUpAtMs !== null && caughtUpAtMs >= firstPetSeenAtMs;
    if (isComplete) return;
    consumer.wake();
    throw advisorErrors.create('knowledge-behind');
  };
}
