import { prefixedId } from '@petstore/chassis/correlation';

export function newRefundId(): string {
  return prefixedId('rfd');
}

/**
 * The refund id of an order's cancellation. It is derived from the order id, so that a repeated step requests the
 * refund once.
 */
export function refundIdOfCancellation(orderId: string): string {
  return `rfd_${orderId.replace(/^ord_/, '')}`;
}
