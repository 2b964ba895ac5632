/** A refund that payment-service has not confirmed yet, leased to the worker that holds the token. */
export interface OpenRefund {
  readonly refundId: string;
  readonly orderId: string;
  readonly paymentId: string;
  readonly amountMinor: number;
  readonly reason: string;
  /** How often it was asked for in vain. */
  readonly attempts: number;
  readonly leaseToken: string;
  readonly correlationId: string;
  /** The message that the next attempt is caused by. */
  readonly lastMessageId: string;
}
