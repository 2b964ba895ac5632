import { withInteraction } from '@petstore/chassis/correlation';
import { appendEvents } from '@petstore/chassis/events';
import type { Logger } from '@petstore/chassis/logging';
import { inTransaction, type Pool, statement, type Transaction } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import type { Worker } from '@petstore/chassis/workers';
import type { NewEvent } from '@petstore/contracts/events';
import { lockIdleOrder } from '../orders/order-lock.ts';
import { releaseReservation } from './reservation-store.ts';

export interface ReservationExpirerOptions {
  readonly database: Pool;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Called after events were committed. */
  readonly onEvents: () => void;
}

interface ExpiredRow {
  readonly order_id: string;
  readonly correlation_id: string;
  readonly last_message_id: string;
}

const findExpired = statement<ExpiredRow>(
  'find-expired-reservations',
  `select order_id, correlation_id, last_message_id from order_sagas
   where order_id in (select order_id from reservations where status = 'held' and expires_at < now() limit 50)`,
);

const everyMs = 5_000;

/**
 * Releases the reservations that expired before their orders were accepted; the saga of such an order fails at its
 * accept step.
 */
export function createReservationExpirer(options: ReservationExpirerOptions): Worker {
  const { database, clock } = options;
  return {
    name: 'reservation-expirer',
    async run(signal) {
      while (!signal.aborted) {
        await expireReservations(database, options);
        await clock.wait(everyMs, signal);
      }
    },
  };
}

/** Resolves with the number of orders whose reservation expired. */
export async function expireReservations(
  database: Pool,
  { logger, onEvents }: Pick<ReservationExpirerOptions, 'logger' | 'onEvents'>,
): Promise<number> {
  const { rows } = await database.query(findExpired);
  let expired = 0;
  for (const { order_id: orderId, correlation_id: correlationId, last_message_id: messageId } of rows) {
    await withInteraction({ correlationId, messageId }, async () => {
      const itemCount = await inTransaction(database, (transaction) => expireOne(transaction, orderId));
      if (itemCount === 0) return;
      expired += 1;
      onEvents();
      logger.info({ orderId, itemCount }, 'reservation expired');
    });
  }
  return expired;
}

async function expireOne(transaction: Transaction, orderId: string): Promise<number> {
  // A locked order is left to the next round: waiting for its lock would delay all the others.
  if (!(await lockIdleOrder(transaction, orderId))) return 0;
  const { itemCount, petIds } = await releaseReservation(transaction, orderId, 'expired');
  const reason = 'reservation-expired';
  const released = petIds.map(
    (petId): NewEvent => ({ type: 'PetReleased', subject: petId, data: { petId, orderId, reason } }),
  );
  await appendEvents(transaction, released);
  return itemCount;
}
