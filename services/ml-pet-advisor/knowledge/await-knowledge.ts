import type { EventConsumer } from '@petstore/chassis/events';
import type { ReadinessCheck } from '@petstore/chassis/health';
import type { Clock } from '@petstore/chassis/time';
import { advisorErrors } from '../errors.ts';

export interface KnowledgeOptions {
  knowsPets(): Promise<boolean>;
  readonly consumer: Pick<EventConsumer, 'caughtUpAtMs' | 'wake'>;
  readonly clock: Clock;
}

/**
 * Ready once a pet is known and, after that was seen, everything that had happened was read too: the first pets arrive in front of
 * the rest of the catalogue and of the customers' profiles. Once ready it stays so: later events are news, not knowledge that lacks.
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
