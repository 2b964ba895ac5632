import type { Logger } from '../../logging/index.ts';
import type { Metrics } from '../../metrics/index.ts';
import { inTransaction, type Pool } from '../../postgres/index.ts';
import type { Clock } from '../../time/index.ts';
import { createWaker, type Worker } from '../../workers/index.ts';
import type { PollOutcome } from '../decide-poll-delay.ts';
import type { EventBus, StoredEvent } from '../event-bus.ts';
import { pollLog } from '../poll-log.ts';
import { countPending, takeOutboxBatch } from './outbox-store.ts';

export interface OutboxRelayOptions {
  /** `source` of the published events. */
  readonly service: string;
  /** The service's own database. */
  readonly database: Pool;
  readonly bus: EventBus;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/** Publishes the events that `appendEvents` wrote. */
export interface OutboxRelay extends Worker {
  /** Makes the relay publish now, after a transaction with events committed; without it they wait for the next poll. */
  wake(): void;
}

const batchSize = 500;

/**
 * Publishes committed outbox rows to the bus, at least once and in order: one process of a service at a time, the
 * cursor moved after the bus has stored the batch. A crash in between repeats the batch, which the log deduplicates by
 * message id.
 */
export function createOutboxRelay(options: OutboxRelayOptions): OutboxRelay {
  const { database, metrics, clock, logger } = options;
  const waker = createWaker(clock);
  const pendingEvents = metrics.gauge('outbox_pending_events');

  let isHeldBack = false;

  async function poll(isAnnounced: boolean): Promise<PollOutcome> {
    if (!isAnnounced && !isHeldBack) {
      const pending = (await database.query(countPending)).rows[0]?.pending ?? 0;
      pendingEvents.set(pending);
      if (pending === 0) return 'quiet';
    }
    const outcome = await relayBatch(options);
    isHeldBack = outcome === 'held-back';
    return outcome;
  }

  return {
    name: 'outbox-relay',
    wake: () => waker.wake(),
    run: (signal) =>
      pollLog({ poll, waker, clock, signal, logger, failure: 'events could not be published' }),
  };
}

async function relayBatch(options: OutboxRelayOptions): Promise<PollOutcome> {
  const { service, database, bus, logger, metrics } = options;
  const batch = await inTransaction(database, async (transaction) => {
    const taken = await takeOutboxBatch(transaction, batchSize);
    if (taken === undefined) return undefined;
    if (taken.events.length > 0) await bus.publish(service, taken.events);
    taken.markPublished();
    return taken;
  });
  if (batch === undefined) return 'held-back';
  // Events published ahead of their window are published again with it.
  const relayed = batch.events.filter(({ is_ahead }) => !is_ahead);
  metrics.counter('outbox_relayed_events_total').inc(relayed.length);
  for (const event of relayed) logPublished(logger, event);
  if (batch.hasMore) return 'progress';
  return batch.isHeldBack ? 'held-back' : 'quiet';
}

function logPublished(logger: Logger, event: StoredEvent): void {
  const { correlation_id: correlationId, message_id: messageId, type, subject } = event;
  logger.info({ correlationId, messageId, type, subject }, 'event published');
}
