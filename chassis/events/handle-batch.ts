import type { EventType } from '@petstore/contracts/events';
import { withInteraction } from '../correlation/index.ts';
import { inTransaction, sqlStateOf, type Transaction } from '../postgres/index.ts';
import { inSpan, parseTraceparent } from '../tracing/index.ts';
import { admitMessages, type ConsumerNames, storeOffset, takeOffset } from './consumer-store.ts';
import type { EventConsumerOptions } from './create-event-consumer.ts';
import { parkEvents } from './dead-letter-store.ts';
import { type BusPlace, isSamePlace, type LoggedEvent, placeOf } from './event-bus.ts';
import { eventErrors } from './event-errors.ts';
import { mayPass } from './poll-log.ts';
import { isOfType, toCloudEvent, validateReadData } from './to-cloud-event.ts';

export function namesOf({
  consumer,
  bus,
}: Pick<EventConsumerOptions<EventType>, 'consumer' | 'bus'>): ConsumerNames {
  return { consumer, offset: bus.kind === 'postgres' ? consumer : `${consumer}@${bus.kind}` };
}

export interface Turn {
  readonly handled: readonly LoggedEvent[];
  /** Those that failed, and those that wait behind them. */
  readonly parked: readonly LoggedEvent[];
  /** Where the offset is now. */
  readonly place: BusPlace;
}

export interface Batch {
  readonly events: readonly LoggedEvent[];
  /** The offset when they were read. */
  readonly seen: BusPlace | undefined;
}

/** That the handling of one event failed, in a way that says something of the event. */
class EventFailure extends Error {
  readonly event: LoggedEvent;

  constructor(event: LoggedEvent, cause: unknown) {
    super('an event could not be handled', { cause });
    this.event = event;
  }
}

/**
 * Handles those of a batch that were not handled before and moves the offset, in one transaction; resolves with that, or with the fact
 * that another replica has the turn or had it since the offset was seen. One that fails is set aside with what follows it of its subject,
 * and the rest is handled in another try. Throws what says nothing of an event, as a database that is away.
 */
export async function takeTurn<Type extends EventType>(
  options: EventConsumerOptions<Type>,
  batch: Batch,
): Promise<'taken-by-another' | Turn> {
  const { consumer, metrics, logger } = options;
  const failed = new Set<string>();
  for (;;) {
    try {
      return await inTransaction(options.database, (transaction) =>
        handleBatch(options, batch, { transaction, failed }),
      );
    } catch (error) {
      if (!(error instanceof EventFailure)) throw error;
      const { type, subject, message_id: messageId } = error.event;
      metrics.counter('event_handling_failures_total').inc({ consumer });
      logger.error(
        { err: error.cause, type, subject, messageId, consumer },
        'an event failed and is set aside',
      );
      failed.add(messageId);
    }
  }
}

async function handleBatch<Type extends EventType>(
  options: EventConsumerOptions<Type>,
  { events, seen }: Batch,
  { transaction, failed }: { transaction: Transaction; failed: ReadonlySet<string> },
): Promise<'taken-by-another' | Turn> {
  const names = namesOf(options);
  const current = await takeOffset(transaction, names);
  const last = events.at(-1);
  if (last === undefined || seen === undefined || current === undefined || !isSamePlace(current, seen))
    return 'taken-by-another';
  const wanted = events.filter((event) => event.is_wanted);
  const admitted = await admitMessages(
    transaction,
    names.consumer,
    wanted.map(({ message_id }) => message_id),
  );
  const blocked = new Set(current.blockedSubjects);
  const handled: LoggedEvent[] = [];
  const parked: LoggedEvent[] = [];
  for (const event of wanted) {
    if (!admitted.has(event.message_id)) continue;
    if (failed.has(event.message_id)) blocked.add(event.subject);
    if (blocked.has(event.subject)) parked.push(event);
    else {
      await handleEvent(options, transaction, event);
      handled.push(event);
    }
  }
  parkEvents(transaction, names.consumer, parked);
  storeOffset(transaction, names.offset, placeOf(last));
  return { handled, parked, place: placeOf(last) };
}

/** Serialization failure and deadlock: the whole transaction is tried again. */
const conflicts = ['40001', '40P01'];

/** Whether a failure would have come with any event. */
function isOfAnyEvent(error: unknown): boolean {
  return mayPass(error) || conflicts.includes(sqlStateOf(error) ?? '');
}

/** The transaction as the handling of one event sees it: what it sends and does not wait for fails in the event's name too. */
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
 * The effect of one event. Throws an `EventFailure`, or what would have failed with any event; what the handling sends without waiting
 * for it fails the transaction with one.
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
