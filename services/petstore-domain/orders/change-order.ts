import type { RecordedEvent } from '@petstore/chassis/events';
import { answerOnce, hashRequest, type OnceAnswer, refusedAnswer } from '@petstore/chassis/idempotency';
import type { Principal } from '@petstore/chassis/identity';
import type { Pool, Queryable } from '@petstore/chassis/postgres';
import type { Order } from '@petstore/contracts/http';
import { domainErrors } from '../errors.ts';
import type { SagaProgress } from '../saga/order-saga.ts';
import { lockOrder } from '../saga/saga-store.ts';
import { decideOrder } from './decide-order.ts';
import { errorOfOrderRefusal } from './error-of-order-refusal.ts';
import type { OrderCommand } from './order-command.ts';
import { loadOrder, recordOrderEvents } from './order-store.ts';
import { findOrder } from './order-view-store.ts';

/** What somebody asks of an order that is there and that they may see. */
export interface OrderRequest<Body = unknown> {
  readonly order: Order;
  readonly principal: Principal;
  /** Null where the request may come without one. */
  readonly idempotencyKey: string | null;
  readonly correlationId: string;
  readonly body: Body;
}

export interface OrderChange {
  /** Names the operation in the key's scope. */
  readonly operation: 'cancel' | 'refund';
  readonly command: OrderCommand;
  readonly statusOf: (order: Order) => number;
  /** What follows from the recorded events, in the same transaction. */
  readonly follow: (
    transaction: Queryable,
    recorded: readonly RecordedEvent[],
    progress: SagaProgress,
  ) => Promise<void>;
}

/** Carries a person's command out on an order that its saga and refunds leave alone meanwhile, once for one idempotency key. */
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
    const progress = await lockOrder(transaction, order.id);
    const loaded = await loadOrder(transaction, order.id);
    const decision = decideOrder(command, loaded.state);
    if ('refused' in decision) {
      return { answer: refusedAnswer(errorOfOrderRefusal(decision), correlationId), result: [] };
    }
    const { recorded } = await recordOrderEvents(transaction, loaded, decision);
    if (progress !== null) await follow(transaction, recorded, progress);
    const changed = await findOrder(transaction, order.id, null);
    if (changed === null) throw domainErrors.create('order-not-found');
    return { answer: { status: statusOf(changed), body: JSON.stringify(changed) }, result: recorded };
  });
}
