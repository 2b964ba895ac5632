import type { Deadline } from '@petstore/chassis/time';
import type { Cancellation } from '../orders/order-state.ts';

/** `done` is no step: nothing follows it. */
export type SagaStep =
  | 'authorize'
  | 'accept'
  | 'capture'
  | 'prepare'
  | 'dispatch'
  | 'deliver'
  | 'refund'
  | 'release'
  | 'void'
  | 'cancel'
  | 'done';

/** Where an order's saga stands, apart from who works on it. */
export interface SagaProgress {
  readonly step: SagaStep;
  /** Steps of a compensation that follow this one. */
  readonly pending: readonly SagaStep[];
  /** How often this step was tried in vain. */
  readonly attempts: number;
  /** How long the payment provider has kept this step waiting; time in which it could not even be asked is not counted. */
  readonly waitedMs: number;
  /** Why the order is being cancelled; null while it goes forward. */
  readonly cancellation: Cancellation | null;
}

/** One order's saga, leased to the worker that holds the token. */
export interface OrderSaga extends SagaProgress {
  readonly orderId: string;
  readonly customerId: string;
  readonly leaseToken: string;
  /** By when its holder has to be done: later it may not even ask somebody else to do something. */
  readonly leaseEnd: Deadline;
  readonly correlationId: string;
  /** The message that the next step is caused by. */
  readonly lastMessageId: string;
  readonly cardToken: string | null;
  readonly paymentId: string | null;
  /** The trace of the request that set it going. */
  readonly traceparent: string | null;
}
