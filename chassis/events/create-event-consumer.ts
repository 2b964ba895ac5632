import type { EventType } from '@petstore/contracts/events';
import { withInteraction } from '../correlation/index.ts';
import type { Worker } from '../lifecycle/worker.ts';
import type { Logger } from '../logging/index.ts';
import type { Metrics } from '../metrics/index.ts';
import { inTransaction, type Pool, type Queryable } from '../postgres/index.ts';
import type { Clock } from '../time/index.ts';
import { inSpan, parseTraceparent } from '../tracing/index.ts';
import { admitMessages, openOffset, storeOffset, takeOffset } from './consumer-store.ts';
import { createWaker } from './create-waker.ts';
import type { PollOutcome } from './decide-poll-delay.ts';
import { type LoggedEvent, type LogPlace, readEventsAfter } from './event-log-store.ts';
import { pollLog } from './poll-log.ts';
import type { EventOf } from './recorded-event.ts';
import { isOfType, toCloudEvent } from './to-cloud-event.ts';

export interface EventConsumerOptions<Type extends EventType> {
  /** Name of its offset and inbox; one a purpose, shared by the replicas of a service. */
  readonly consumer: string;
  /** The consumer's own database. */
  readonly database: Pool;
  /** The database `events`. */
  readonly events: Pool;
  readonly types: readonly Type[];
  /** The effect of one event, in the transaction that also remembers it as handled. It may run again after a rollback, so it reaches nothing but the transaction. */
  handle(transaction: Queryable, event: EventOf<Type>): Promise<void>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/** Handles events until it is told to end. */
export interface EventConsumer extends Worker {
  /** When it last looked and found nothing left to handle, by any replica; what it feeds was as new as the log then. Null before the first time. */
  caughtUpAtMs(): number | null;
}

/** Small, because an open transaction keeps every reader of the log from newer events. */
const batchSize = 50;

type Turn =
  | 'taken-by-another'
  | { readonly movedTo: LogPlace }
  | { readonly handled: readonly LoggedEvent[] };

/**
 * Handles the events of some types in the order of the log, each with exactly one effect: offset, inbox and effect commit together, in
 * one process of a service at a time. A handler that throws rolls its batch back and is tried again, event by event, until it succeeds.
 */
export function createEventConsumer<Type extends EventType>(
  options: EventConsumerOptions<Type>,
): EventConsumer {
  const { consumer, database, events, types, logger, metrics, clock } = options;
  const waker = createWaker(clock);
  const failures = metrics.counter('event_handling_failures_total');
  let place: LogPlace | undefined;
  let singleSteps = 0;
  let caughtUpAtMs: number | null = null;

  async function poll(): Promise<PollOutcome> {
    const startedAtMs = clock.now();
    place ??= await openOffset(database, consumer);
    const batch = await readEventsAfter(events, place, { types, size: singleSteps > 0 ? 1 : batchSize });
    if (batch.length === 0) {
      caughtUpAtMs = startedAtMs;
      return 'idle';
    }
    const turn = await takeTurn(options, place, batch).catch((error: unknown) => {
      failures.inc({ consumer });
      singleSteps = Math.max(singleSteps, batch.length);
      throw error;
    });
    if (turn === 'taken-by-another') {
      place = undefined;
      return 'idle';
    }
    singleSteps = Math.max(0, singleSteps - 1);
    place = 'movedTo' in turn ? turn.movedTo : placeAfter(batch, place);
    if ('handled' in turn) for (const event of turn.handled) observe(options, event);
    return 'progress';
  }

  const failure = `${consumer} could not handle an event`;
  return {
    name: `consumer-${consumer}`,
    caughtUpAtMs: () => caughtUpAtMs,
    run: (signal) => pollLog({ poll, waker, clock, signal, logger, failure }),
  };
}

function takeTurn<Type extends EventType>(
  options: EventConsumerOptions<Type>,
  place: LogPlace,
  batch: readonly LoggedEvent[],
): Promise<Turn> {
  const { consumer, database, types, handle } = options;
  return inTransaction(database, async (transaction): Promise<Turn> => {
    const current = await takeOffset(transaction, consumer);
    if (current === undefined) return 'taken-by-another';
    const { transactionId, position } = current;
    if (transactionId !== place.transactionId || position !== place.position) return { movedTo: current };
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
    await storeOffset(transaction, consumer, placeAfter(batch, place));
    return { handled: fresh };
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

function placeAfter(batch: readonly LoggedEvent[], before: LogPlace): LogPlace {
  const last = batch.at(-1);
  return last === undefined ? before : { transactionId: last.transaction_id, position: last.position };
}

function observe<Type extends EventType>(options: EventConsumerOptions<Type>, event: LoggedEvent): void {
  const { consumer, logger, metrics, clock } = options;
  const { type, subject } = event;
  const seconds = Math.max(0, clock.now() - event.published_at.getTime()) / 1000;
  metrics.histogram('event_handling_duration_seconds').observe({ consumer, event_type: type }, seconds);
  asHandlingOf(event, () => logger.info({ type, subject, consumer }, 'event handled'));
}
