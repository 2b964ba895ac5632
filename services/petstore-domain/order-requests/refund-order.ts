import type { RecordedEvent } from '@petstore/chassis/events';
import type { OnceAnswer } from '@petstore/chassis/idempotency';
import type { Pool } from '@petstore/chassis/postgres';
import type { RefundOrder } from '@petstore/contracts/http';
import { newRefundId } from '../orders/refund-id.ts';
import { changeOrder, type OrderRequest } from './change-order.ts';

/**
 * Requests a refund and answers 202. The amount counts as refunded from now on; the refund worker asks payment-service
 * for it until it is confirmed or refused.
 */
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
      reason: body?.reason ?? 'No reason was given.',
      requestedBy: principal.customerId,
    },
    statusOf: () => 202,
  });
}
