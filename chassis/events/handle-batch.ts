import type { EventType } from '@petstore/contracts/events';
import { withInteraction } from '../correlation/index.ts';
import { inTransaction } from '../postgres/index.ts';
import { inSpan, parseTraceparent } from '../tracing/index.ts';
import { admitMessages, storeOffset, takeOffset } from './consumer-store.ts';
import type { EventConsumerOptions } from './create-event-consumer.ts';
import { type BusPlace, type EventBus, isSamePlace, type LoggedEvent, placeOf } from './event-bus.ts';
import { isOfType, toCloudEvent } from './to-cloud-event.ts';

/** Places of one bus mean nothing on another, so each has its own offset; the inbox is one, whatever the events came by. */
export function offsetNameOf({ consumer, bus }: { consumer: string; bus: EventBus }): string {
  return bus.kind === 'postgres' ? consumer : `${consumer}@${bus.kind}`;
}

export interface Turn {
  readonly handled: readonly LoggedEvent[];
  /** Where the offset is now. */
  readonly place: BusPlace;
}

/**
 * Handles those of a batch that were not handled before and moves the offset, in one transaction; resolves with that, or with the fact
 * that another replica has the turn or had it since the offset was seen.
 */
export function takeTurn<Type extends EventType>(
  options: EventConsumerOptions<Type>,
  seen: BusPlace | undefined,
  batch: readonly LoggedEvent[],
): Promise<'taken-by-another' | Turn> {
  const { consumer, database, types, handle } = options;
  return inTransaction(database, async (transaction) => {
    const current = await takeOffset(transaction, offsetNameOf(options));
    const last = batch.at(-1);
    if (last === undefined || seen === undefined || current === undefined || !isSamePlace(current, seen))
      return 'taken-by-another';
    const wanted = batch.filter((event) => event.is_wanted);
    const admitted = await admitMessages(
      transaction,
      consumer,
      wanted.map(({ message_id }) => message_id),
    );
    const fresh = wanted.filter(({ message_id }) => admitted.has(message_id));
    for (const logged of fresh) {
      const event = toCloudEvent(logged);
      if (isOfType(event, types))
        await asHandlingOf(logged, () => inHandlingSpan(logged, consumer, () => handle(transaction, event)));
    }
    const place = placeOf(last);
    await storeOffset(transaction, offsetNameOf(options), place);
    return { handled: fresh, place };
  });
}

function asHandlingOf<Result>(event: LoggedEvent, work: () => Result): Result {
  const { correlation_id: correlationId, message_id: messageId, traceparent } = event;
  const trace = parseTraceparent(traceparent ?? undefined);
  return withInteraction({ correlationId, messageId, ...(trace === undefined ? {} : { trace }) }, work);
}

/** Facts that no traced request led to, as the first catalogue, begin no traces of their own. */
function inHandlingSpan(event: LoggedEvent, consumer: string, work: () => Promise<void>): Promise<void> {
  if (event.traceparent === null) return work();
  const attributes = {
    'messaging.operation.type': 'process',
    'messaging.consumer.group.name': consumer,
    'messaging.message.id': event.message_id,
  };
  return inSpan(`handle ${event.type}`, { kind: 'consumer', attributes }, work);
}

export function observeHandled<Type extends EventType>(
  options: EventConsumerOptions<Type>,
  event: LoggedEvent,
): void {
  const { consumer, logger, metrics, clock } = options;
  const { type, subject } = event;
  const seconds = Math.max(0, clock.now() - event.published_at.getTime()) / 1000;
  metrics.histogram('event_handling_duration_seconds').observe({ consumer, event_type: type }, seconds);
  asHandlingOf(event, () => logger.info({ type, subject, consumer }, 'event handled'));
}
