import { type Queryable, statement } from '@petstore/chassis/postgres';

// The saga's row is the lock: a saga step locks it too, by its lease (`holdSaga`).
const lock = statement('lock-order', 'select from order_sagas where order_id = $1 for update');

const lockIdle = statement(
  'lock-idle-order',
  'select from order_sagas where order_id = $1 for update skip locked',
);

/**
 * Locks an order until the transaction ends. Saga steps, refunds, cancellations and expiries of one order lock it first, so
 * they run one after the other. Waits for the present holder; false when there is no such order.
 */
export async function lockOrder(transaction: Queryable, orderId: string): Promise<boolean> {
  return (await transaction.query(lock, [orderId])).rowCount > 0;
}

/** Like `lockOrder`, but does not wait: false, too, when another transaction holds the lock. */
export async function lockIdleOrder(transaction: Queryable, orderId: string): Promise<boolean> {
  return (await transaction.query(lockIdle, [orderId])).rowCount > 0;
}
