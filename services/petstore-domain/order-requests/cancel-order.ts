import type { RecordedEvent } from '@petstore/chassis/events';
import type { OnceAnswer } from '@petstore/chassis/idempotency';
import { isOperator } from '@petstore/chassis/identity';
import type { Pool } from '@petstore/chassis/postgres';
import type { CancelOrder } from '@petstore/contracts/http';
import type { Cancellation } from '../orders/order-state.ts';
import { decideCancelledSaga } from '../saga/decide-cancelled-saga.ts';
import { readSagaProgress, redirectSaga } from '../saga/saga-store.ts';
import { changeOrder, type OrderRequest } from './change-order.ts';

/**
 * Requests the cancellation of an order: its saga turns to compensation, whatever step it is running. Answers 202 while
 * the compensation is in progress, and 200 once the order is cancelled for any reason.
 */
export function cancelOrder(
  database: Pool,
  request: OrderRequest<CancelOrder>,
): Promise<OnceAnswer<readonly RecordedEvent[]>> {
  const { order, principal } = request;
  const cancellation = cancellationOf(request);
  const { reason } = cancellation;
  return changeOrder(database, request, {
    operation: 'cancel',
    command: { type: 'request-cancellation', reason, requestedBy: principal.customerId },
    statusOf: ({ status }) => (status === 'cancelled' ? 200 : 202),
    async follow(transaction, [requested]) {
      if (requested === undefined) return;
      const progress = await readSagaProgress(transaction, order.id);
      const next = progress === null ? null : decideCancelledSaga(progress, cancellation);
      if (next !== null) await redirectSaga(transaction, order.id, next, requested);
    },
  });
}

function cancellationOf({ order, principal, body }: OrderRequest<CancelOrder>): Cancellation {
  const isOwner = principal.customerId === order.customerId || !isOperator(principal);
  const who = isOwner ? 'customer' : 'operator';
  return { code: `cancelled-by-${who}`, reason: body?.reason ?? `Cancelled by the ${who}.` };
}
