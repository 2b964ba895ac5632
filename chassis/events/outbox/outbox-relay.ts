import type { Logger } from '../../logging/index.ts';
import type { Metrics } from '../../metrics/index.ts';
import { inTransaction, type Pool } from '../../postgres/index.ts';
import type { Clock } from '../../time/index.ts';
import { createWaker, type Leadership, type Worker } from '../../workers/index.ts';
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
  /** Without it this process relays beside others. */
  readonly leadership?: Leadership | undefined;
}

/** Publishes the events that `appendEvents` wrote. */
export interface OutboxRelay extends Worker {
  /**
   * Announces a committed transaction with events: they are published with those of the next 200 ms. Without it they
   * wait for the next poll.
   */
  wake(): void;
}

const batchSize = 500;
/**
 * An event older than this was left by the leader, which publishes what it knows of sooner: it does not hear of the
 * commits of other replicas, because notifications are lost behind a transaction pooler.
 */
const leftAloneMs = 250;

/**
 * Publishes committed outbox rows to the bus, at least once and in order: one process of a service at a time, the
 * cursor moved after the bus has stored the batch. A crash in between repeats the batch, which the log deduplicates by
 * message id. A replica that does not lead publishes what the leader has left.
 */
export function createOutboxRelay(options: OutboxRelayOptions): OutboxRelay {
  const { database, metrics, clock, logger, leadership } = options;
  const waker = createWaker(clock);
  const pendingEvents = metrics.gauge('outbox_pending_events');
  const leads = () => leadership === undefined || leadership.isLeader();
  leadership?.onGain(() => waker.wake());

  /** The last turn published, so that more than nothing is likely to be there without a count. */
  let isMoving = false;

  async function poll(isAnnounced: boolean): Promise<PollOutcome> {
    if (!leads() || (!isAnnounced && !isMoving)) {
      const { pending, oldestMs } = await countPending(database);
      pendingEvents.set(pending);
      if (pending === 0) return leadership !== undefined && leads() ? 'at-rest' : 'quiet';
      if (!leads() && (oldestMs ?? 0) < leftAloneMs) return 'held-back';
    }
    const { outcome, relayed } = await relayBatch(options);
    isMoving = outcome === 'held-back' && relayed > 0;
    if (outcome === 'quiet') pendingEvents.set(0);
    return outcome === 'held-back' && !leads() ? 'watching' : outcome;
  }

  return {
    name: 'outbox-relay',
    wake: () => waker.wake(),
    run: (signal) =>
      pollLog({ poll, waker, clock, signal, logger, failure: 'events could not be published' }),
  };
}

interface Relayed {
  readonly outcome: PollOutcome;
  readonly relayed: number;
}

async function relayBatch(options: OutboxRelayOptions): Promise<Relayed> {
  const { service, database, bus, logger, metrics } = options;
  const batch = await inTransaction(database, async (transaction) => {
    const taken = await takeOutboxBatch(transaction, batchSize);
    if (taken === undefined) return undefined;
    if (taken.events.length > 0) await bus.publish(service, taken.events);
    taken.markPublished();
    return taken;
  });
  if (batch === undefined) return { outcome: 'held-back', relayed: 0 };
  // Events published ahead of their window are published again with it.
  const relayed = batch.events.filter(({ is_ahead }) => !is_ahead);
  metrics.counter('outbox_relayed_events_total').inc(relayed.length);
  for (const event of relayed) logPublished(logger, event);
  const outcome = batch.hasMore ? 'progress' : batch.isHeldBack ? 'held-back' : 'quiet';
  return { outcome, relayed: relayed.length };
}

function logPublished(logger: Logger, event: StoredEvent): void {
  const { correlation_id: correlationId, message_id: messageId, type, subject } = event;
  logger.info({ correlationId, messageId, type, subject }, 'event published');
}
