import {
  type CloudEvent,
  type EventType,
  eventSchemas,
  isEventType,
  upcastData,
} from '@petstore/contracts/events';
import { inSpan, withInteraction } from '../../correlation/index.ts';
import type { Logger } from '../../logging/index.ts';
import type { Metrics } from '../../metrics/index.ts';
import { type Pool, sqlStateOf, type Transaction } from '../../postgres/index.ts';
import type { Clock } from '../../time/index.ts';
import { parseTraceparent } from '../../tracing/index.ts';
import type { Leadership } from '../../workers/index.ts';
import { eventErrors } from '../errors.ts';
import type { EventBus, LoggedEvent } from '../event-bus.ts';
import { mayPass } from '../poll-log.ts';
import type { EventOf } from '../recorded-event.ts';
import { validateEventData } from '../validate-event-data.ts';
import type { ConsumerNames } from './consumer-store.ts';

export interface EventConsumerOptions<Type extends EventType> {
  /** Name of its offset and inbox; one for each purpose, shared by the replicas of a service. */
  readonly consumer: string;
  /** The consumer's own database. */
  readonly database: Pool;
  readonly bus: EventBus;
  readonly types: readonly Type[];
  /**
   * Carries out the effect of one event, in the transaction that also marks it as handled. It may run again after a
   * rollback, so it must touch nothing but the transaction.
   */
  handle(transaction: Transaction, event: EventOf<Type>): Promise<void>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** Without it this process handles events beside others, whoever comes first. */
  readonly leadership?: Leadership | undefined;
}

export function namesOf({
  consumer,
  bus,
}: Pick<EventConsumerOptions<EventType>, 'consumer' | 'bus'>): ConsumerNames {
  return { consumer, offset: bus.kind === 'postgres' ? consumer : `${consumer}@${bus.kind}` };
}

/** Failure that this event caused, with its cause; the event is dead-lettered. */
export class EventFailure extends Error {
  readonly event: LoggedEvent;

  constructor(event: LoggedEvent, cause: unknown) {
    super('an event could not be handled', { cause });
    this.event = event;
  }
}

/** Serialization failure and deadlock: the whole transaction is repeated. */
const conflicts = ['40001', '40P01'];

/** Whether the failure would have occurred with any event. */
function isOfAnyEvent(error: unknown): boolean {
  return mayPass(error) || conflicts.includes(sqlStateOf(error) ?? '');
}

/** Wraps the transaction for one event, so that a statement sent without waiting also fails as an `EventFailure`. */
function forEvent(transaction: Transaction, event: LoggedEvent): Transaction {
  return {
    query: (statement, values) => transaction.query(statement, values),
    send: (statement, values, explain = (error) => error) =>
      transaction.send(statement, values, (error) =>
        isOfAnyEvent(error) ? error : new EventFailure(event, explain(error)),
      ),
  };
}

/**
 * Carries out the effect of one event. Throws an `EventFailure`, or a failure that is not the event's fault; a
 * statement sent without waiting fails the transaction in the same way.
 */
export async function handleEvent<Type extends EventType>(
  { consumer, types, handle }: EventConsumerOptions<Type>,
  transaction: Transaction,
  logged: LoggedEvent,
): Promise<void> {
  try {
    if (logged.data_version < 1) throw eventErrors.create('event-unreadable');
    const event = toCloudEvent(logged);
    if (!isOfType(event, types)) return;
    validateReadData(event);
    const work = forEvent(transaction, logged);
    await asHandlingOf(logged, () => inHandlingSpan(logged, consumer, () => handle(work, event)));
  } catch (error) {
    throw isOfAnyEvent(error) ? error : new EventFailure(logged, error);
  }
}

function asHandlingOf<Result>(event: LoggedEvent, work: () => Result): Result {
  const { correlation_id: correlationId, message_id: messageId, traceparent } = event;
  const trace = parseTraceparent(traceparent ?? undefined);
  return withInteraction({ correlationId, messageId, ...(trace === undefined ? {} : { trace }) }, work);
}

/** An event without a traced request, such as the first catalogue's, starts no trace. */
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

/** The event with its data converted to the current version of its type. */
function toCloudEvent(logged: LoggedEvent): CloudEvent {
  return {
    specversion: '1.0',
    id: logged.message_id,
    source: logged.source,
    type: logged.type,
    subject: logged.subject,
    time: logged.occurred_at.toISOString(),
    datacontenttype: 'application/json',
    dataversion: Math.max(logged.data_version, currentVersionOf(logged.type)),
    correlationid: logged.correlation_id,
    causationid: logged.causation_id,
    traceparent: logged.traceparent,
    data: upcastData(logged.type, logged.data_version, logged.data),
  };
}

function currentVersionOf(type: string): number {
  return isEventType(type) ? eventSchemas[type].version : 1;
}

/** Narrows by type only; `validateReadData` checks the data. */
function isOfType<Type extends EventType>(
  event: CloudEvent,
  types: readonly Type[],
): event is CloudEvent & EventOf<Type> {
  return types.some((type) => type === event.type);
}

/**
 * Throws `event-data-invalid` if the data does not fit its type: only the outbox validates on write, and an event in
 * the log may have been inserted by hand or converted wrongly. Data of a newer version than this process knows is
 * passed on unchanged.
 */
function validateReadData(event: CloudEvent<EventType, unknown>): void {
  if (event.dataversion === eventSchemas[event.type].version) validateEventData(event);
}
