import type { EventType } from '@petstore/contracts/events';
import { inTransaction, type Transaction } from '../../postgres/index.ts';
import { deadLetterEvents } from '../dead-letters/dead-letter-store.ts';
import { type BusPlace, type LoggedEvent, placeOf } from '../event-bus.ts';
import { admitEvents } from './consumer-store.ts';
import { type EventConsumerOptions, EventFailure, handleEvent, namesOf } from './handle-event.ts';

export interface Turn {
  readonly handled: readonly LoggedEvent[];
  /** Events that failed, and those dead-lettered behind them. */
  readonly deadLettered: readonly LoggedEvent[];
  /** The offset after the batch. */
  readonly place: BusPlace;
}

interface Batch {
  readonly events: readonly LoggedEvent[];
  /** The offset when the events were read. */
  readonly seen: BusPlace;
}

/**
 * Handles the events of a batch that were not handled before and moves the offset, in one transaction. Resolves with
 * the result, or with `taken-by-another` if another replica has the offset's lock or moved the offset since it was
 * read. When an event fails, the transaction is repeated with that event and the later ones of its subject
 * dead-lettered. Throws failures that are not the event's fault, such as an unreachable database.
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
        'an event failed and is dead-lettered',
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
  const wanted = events.filter((event) => event.is_wanted);
  const last = events.at(-1);
  const place = last === undefined ? seen : placeOf(last);
  const messageIds = wanted.map(({ message_id }) => message_id);
  const admission = await admitEvents(transaction, names, { seen, last: place, messageIds });
  if (admission === undefined) return 'taken-by-another';
  const admitted = new Set(admission.admitted);
  const blocked = new Set(admission.blockedSubjects);
  const handled: LoggedEvent[] = [];
  const deadLettered: LoggedEvent[] = [];
  for (const event of wanted) {
    if (!admitted.has(event.message_id)) continue;
    if (failed.has(event.message_id)) blocked.add(event.subject);
    if (blocked.has(event.subject)) deadLettered.push(event);
    else {
      await handleEvent(options, transaction, event);
      handled.push(event);
    }
  }
  deadLetterEvents(transaction, names.consumer, deadLettered);
  return { handled, deadLettered, place };
}
