import { type Queryable, statement } from '@petstore/chassis/postgres';

// The row of the order's saga serves as the lock; a saga step holds it, too (`holdSaga`).
const lock = statement('lock-order', 'select from order_sagas where order_id = $1 for update');

const lockIdle = statement(
  'lock-idle-order',
  'select from order_sagas where order_id = $1 for update skip locked',
);

/**
 * Locks an order until the transaction ends. Saga steps, refunds, cancellations and expiries lock the order first, so
 * that they run one after the other. Waits for the current holder; false if there is no such order.
 */
export async function lockOrder(transaction: Queryable, orderId: string): Promise<boolean> {
  return (await transaction.query(lock, [orderId])).rowCount > 0;
}

/** Like `lockOrder`, but without waiting: also false while another transaction holds the lock. */
export async function lockIdleOrder(transaction: Queryable, orderId: string): Promise<boolean> {
  return (await transaction.query(lockIdle, [orderId])).rowCount > 0;
}
