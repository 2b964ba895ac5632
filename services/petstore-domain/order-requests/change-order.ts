import type { AppError } from '@petstore/chassis/errors';
import type { RecordedEvent } from '@petstore/chassis/events';
import { answerOnce, hashRequest, type OnceAnswer, refusedAnswer } from '@petstore/chassis/idempotency';
import type { Principal } from '@petstore/chassis/identity';
import type { Pool, Queryable } from '@petstore/chassis/postgres';
import type { Order } from '@petstore/contracts/http';
import { domainErrors } from '../errors.ts';
import { decideOrder } from '../orders/decide-order.ts';
import type { OrderCommand, OrderRefusal } from '../orders/order-command.ts';
import { lockOrder } from '../orders/order-lock.ts';
import { loadOrder, recordOrderEvents } from '../orders/order-store.ts';
import { findOrder } from '../orders/order-view-store.ts';

const reportedRefusals = [
  'order-not-cancellable',
  'order-not-paid',
  'refund-amount-invalid',
  'refund-exceeds-capture',
] as const;

/** A request to change an existing order that the principal may see. */
export interface OrderRequest<Body = unknown> {
  readonly order: Order;
  readonly principal: Principal;
  /** Null if the request has none; allowed where the key is optional. */
  readonly idempotencyKey: string | null;
  readonly correlationId: string;
  readonly body: Body;
}

export interface OrderChange {
  /** Part of the idempotency key's scope. */
  readonly operation: 'cancel' | 'refund';
  readonly command: OrderCommand;
  readonly statusOf: (order: Order) => number;
  /** Further changes that the recorded events require, in the same transaction. */
  readonly follow?: (transaction: Queryable, recorded: readonly RecordedEvent[]) => Promise<void>;
}

/** Executes a command on an order under the order's lock, once per idempotency key. */
export function changeOrder(
  database: Pool,
  request: OrderRequest,
  change: OrderChange,
): Promise<OnceAnswer<readonly RecordedEvent[]>> {
  const { order, principal, idempotencyKey, correlationId, body } = request;
  const { operation, command, statusOf, follow } = change;
  const once = {
    scope: `POST /orders/{id}/${operation} ${principal.customerId}`,
    key: idempotencyKey,
    requestHash: hashRequest({ orderId: order.id, body }),
  };
  return answerOnce(database, once, async (transaction) => {
    await lockOrder(transaction, order.id);
    const loaded = await loadOrder(transaction, order.id);
    const decision = decideOrder(command, loaded.state);
    if ('refused' in decision) {
      return { answer: refusedAnswer(errorOfOrderRefusal(decision), correlationId), result: [] };
    }
    const { recorded } = await recordOrderEvents(transaction, loaded, decision);
    await follow?.(transaction, recorded);
    const changed = await findOrder(transaction, order.id, null);
    if (changed === null) throw domainErrors.create('order-not-found');
    return { answer: { status: statusOf(changed), body: JSON.stringify(changed) }, result: recorded };
  });
}

/** The error that reports a refusal to the client; a refusal that no request can cause is a bug. */
function errorOfOrderRefusal({ refused, reason }: OrderRefusal): AppError {
  const code = reportedRefusals.find((each) => each === refused);
  if (code === undefined) {
    return domainErrors.create('order-command-refused', { message: `${refused}: ${reason}` });
  }
  return domainErrors.create(code, { message: reason, details: { reason } });
}
