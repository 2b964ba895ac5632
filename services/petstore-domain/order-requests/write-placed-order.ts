import { type OutboxRows, type RecordedEvent, withOutboxRows } from '@petstore/chassis/events';
import { statementWithParameters, type Transaction } from '@petstore/chassis/postgres';
import type { NewEvent } from '@petstore/contracts/events';
import { cartClearing } from '../cart/cart-store.ts';
import { domainErrors } from '../errors.ts';
import type { OrderEvent } from '../orders/order-event.ts';
import type { OrderState } from '../orders/order-state.ts';
import { type ChangingColumns, changingColumns } from '../orders/order-store.ts';
import type { OrderPlace } from '../orders/order-view-store.ts';
import { type InsertedSaga, type NewSaga, newSagaColumns, sagaInsertion } from '../saga/saga-store.ts';

/** Everything that placing an order writes, besides the reservation of its items. */
export interface NewOrder {
  /** The order after the events. */
  readonly state: OrderState;
  readonly events: readonly OrderEvent[];
  /** Events of other aggregates, published before those of the order. */
  readonly alongside: readonly NewEvent[];
  readonly isFromCart: boolean;
  readonly saga: Omit<NewSaga, 'lastMessageId'>;
}

export interface WrittenOrder extends OrderPlace {
  readonly recorded: readonly RecordedEvent[];
}

interface Parameters extends OutboxRows, ChangingColumns, InsertedSaga {
  readonly orderId: string;
  readonly customerId: string;
  /** JSON text. */
  readonly lines: string;
  readonly totalMinor: number;
  readonly currency: string;
  /** JSON text. */
  readonly delivery: string;
  /** Events at the head of the arrays that are not the order's own. */
  readonly alongsideCount: number;
  readonly isFromCart: boolean;
}

/** One statement has one timestamp, so the order's events, their outbox rows and its row of the read model agree. */
const writeOrder = statementWithParameters<Parameters, Pick<OrderPlace, 'placedAt' | 'updatedAt'>>(
  'place-order',
  `with event as materialized (
     select * from unnest(:messageIds::text[], :types::text[], :subjects::text[], :versions::integer[], :data::jsonb[])
       with ordinality as e (message_id, type, subject, data_version, data, place)
   ), published as (
     insert into outbox (message_id, type, subject, data_version, data, correlation_id, causation_id, traceparent)
     select message_id, type, subject, data_version, data, :correlationId, :causationId, :traceparent from event
      order by place
   ), history as (
     insert into order_events
       (order_id, version, message_id, causation_id, correlation_id, type, data, data_version, occurred_at)
     select :orderId, place - :alongsideCount::integer, message_id, :causationId, :correlationId, type, data, data_version,
       statement_timestamp() from event where place > :alongsideCount::integer
   ), started as (${sagaInsertion}), cleared as (${cartClearing} and :isFromCart)
   insert into orders (id, version, correlation_id, status, payment_id, cancellation, cancellation_requested, refunds,
     customer_id, lines, total_minor, currency, delivery, placed_at, updated_at)
   values (:orderId, :version, :correlationId, :status, :paymentId, :cancellation, :isCancellationRequested, :refunds,
     :customerId, :lines, :totalMinor, :currency, :delivery, statement_timestamp(), statement_timestamp())
   returning placed_at as "placedAt", updated_at as "updatedAt"`,
);

/**
 * Writes a new order in one statement: history, outbox rows, the row of the read model and its saga; empties the cart
 * that it was made of.
 */
export async function writePlacedOrder(transaction: Transaction, order: NewOrder): Promise<WrittenOrder> {
  const { state, events, alongside, isFromCart, saga } = order;
  const { orderId, customerId, lines, totalMinor, currency, delivery } = state;
  const ofSaga = newSagaColumns({ ...saga, lastMessageId: orderId });
  return withOutboxRows([...alongside, ...events], async (rows, recorded) => {
    const values = writeOrder.values({
      ...rows,
      ...changingColumns(state, events.length),
      ...ofSaga,
      lastMessageId: recorded.at(-1)?.messageId ?? orderId,
      orderId,
      customerId,
      lines: JSON.stringify(lines),
      totalMinor,
      currency,
      delivery: JSON.stringify(delivery),
      alongsideCount: alongside.length,
      isFromCart,
    });
    const [written] = (await transaction.query(writeOrder, values)).rows;
    if (written === undefined) throw domainErrors.create('order-changed-meanwhile', { details: { orderId } });
    return { ...written, correlationId: rows.correlationId, recorded };
  });
}
