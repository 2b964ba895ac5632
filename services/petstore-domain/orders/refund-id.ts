import { prefixedId } from '@petstore/chassis/correlation';

export function newRefundId(): string {
  return prefixedId('rfd');
}

/** A cancellation asks for its refund once, however often its step runs: the id follows from the order's. */
export function refundIdOfCancellation(orderId: string): string {
  return `rfd_${orderId.replace(/^ord_/, '')}`;
}
