import type { OrderLine } from '@petstore/contracts/events';
import type { Delivery } from '@petstore/contracts/http';
import type { OrderEvent } from './order-event.ts';

export interface PlaceOrderCommand {
  readonly type: 'place';
  readonly orderId: string;
  readonly customerId: string;
  readonly lines: readonly OrderLine[];
  readonly currency: string;
  readonly delivery: Delivery;
  /** The order is of the customer's cart, which is emptied. */
  readonly isFromCart: boolean;
}

export interface RecordCaptureCommand {
  readonly type: 'record-capture';
  readonly paymentId: string;
  readonly capturedMinor: number;
  readonly currency: string;
}

export interface RequestCancellationCommand {
  readonly type: 'request-cancellation';
  readonly reason: string;
  readonly requestedBy: string;
}

/** The commands of the saga, one for each stage. */
export type StageCommand =
  | { readonly type: 'record-reservation'; readonly expiresAt: string }
  | { readonly type: 'record-authorization'; readonly paymentId: string }
  | { readonly type: 'accept' }
  | RecordCaptureCommand
  | { readonly type: 'start-preparation' }
  | { readonly type: 'dispatch' }
  | { readonly type: 'deliver' }
  | {
      readonly type: 'cancel';
      readonly code: string;
      readonly reason: string;
      /** The payment that was declined or voided, if known. */
      readonly paymentId?: string;
    };

export interface RequestRefundCommand {
  readonly type: 'request-refund';
  readonly refundId: string;
  /** Null for the whole refundable amount. */
  readonly amountMinor: number | null;
  readonly reason: string;
  readonly requestedBy: string;
}

export type RefundCommand =
  | RequestRefundCommand
  | { readonly type: 'record-refund'; readonly refundId: string }
  | {
      readonly type: 'record-refund-refusal';
      readonly refundId: string;
      readonly code: string;
      readonly reason: string;
    };

export type OrderCommand = PlaceOrderCommand | RequestCancellationCommand | StageCommand | RefundCommand;

export interface OrderRefusal {
  readonly refused:
    | 'order-exists'
    | 'order-empty'
    | 'order-not-placed'
    | 'order-out-of-sequence'
    | 'order-already-paid'
    | 'order-being-cancelled'
    | 'order-closed'
    | 'order-not-cancellable'
    | 'order-not-paid'
    | 'capture-differs'
    | 'refund-amount-invalid'
    | 'refund-exceeds-capture'
    | 'refund-exists'
    | 'refund-not-open';
  readonly reason: string;
}

export type OrderDecision = { readonly events: readonly OrderEvent[] } | OrderRefusal;
