import type { NewEvent } from '@petstore/contracts/events';
import { statementWithParameters, type Transaction } from '../../postgres/index.ts';
import type { Cause, RecordedEvent } from '../recorded-event.ts';
import { insertOutboxRows, type OutboxRows, withOutboxRows } from './outbox-rows.ts';

const insertEvents = statementWithParameters<OutboxRows>('outbox-insert-events', insertOutboxRows());

/**
 * Appends events to the outbox within the caller's transaction: they are published if and only if it commits, those of
 * one subject in the order in which they were appended. Does not wait for the insertion; the commit does. Wake the
 * relay after the commit. The cause is the message being handled unless another one is given. Throws
 * `event-data-invalid` and `event-cause-missing`.
 * @example await inTransaction(pool, async (tx) => {
 *   await sellPet(tx, petId);
 *   await appendEvents(tx, [{ type: 'PetSold', subject: petId, data: { petId, orderId } }]);
 * });
 * relay.wake();
 */
export async function appendEvents(
  transaction: Transaction,
  events: readonly NewEvent[],
  cause?: Cause,
): Promise<RecordedEvent[]> {
  if (events.length === 0) return [];
  const insert = async (rows: OutboxRows, recorded: RecordedEvent[]) => {
    transaction.send(insertEvents, insertEvents.values(rows));
    return recorded;
  };
  return withOutboxRows(events, insert, cause);
}
