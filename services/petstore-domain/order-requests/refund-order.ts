import type { RecordedEvent } from '@petstore/chassis/events';
import type { OnceAnswer } from '@petstore/chassis/idempotency';
import type { Pool } from '@petstore/chassis/postgres';
import type { RefundOrder } from '@petstore/contracts/http';
import { newRefundId } from '../orders/refund-id.ts';
import { changeOrder, type OrderRequest } from './change-order.ts';

/** Sets the amount aside and answers 202; the refund worker then asks payment-service for it until there is an answer. */
export function refundOrder(
  database: Pool,
  request: OrderRequest<RefundOrder>,
): Promise<OnceAnswer<readonly RecordedEvent[]>> {
  const { principal, body } = request;
  return changeOrder(database, request, {
    operation: 'refund',
    command: {
      type: 'request-refund',
      refundId: newRefundId(),
      amountMinor: body?.amountMinor ?? null,
      reason: body?.reason ?? 'No reason was stated.',
      requestedBy: principal.customerId,
    },
    statusOf: () => 202,
  });
}
