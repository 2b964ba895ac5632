import type { PaymentStatus } from '@petstore/contracts/http';

/** One order's money: asked for, held, taken, given back. */
export interface PaymentState {
  readonly id: string;
  readonly orderId: string;
  readonly customerId: string;
  /** Of the interaction that opened it. */
  readonly correlationId: string;
  readonly status: PaymentStatus;
  readonly amountMinor: number;
  readonly currency: string;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  /** The provider's charge. */
  readonly providerReference: string | null;
  readonly declineCode: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
