import type { Deadline } from '@petstore/chassis/time';
import type { Cancellation } from '../orders/order-state.ts';
import type { LoadedOrder } from '../orders/order-store.ts';

/** The steps of a saga; `done` stands for its end. */
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

/** The progress of an order's saga, without its lease. */
export interface SagaProgress {
  readonly step: SagaStep;
  /** Compensation steps that follow this one. */
  readonly pending: readonly SagaStep[];
  /** Attempts of this step without a result. */
  readonly attempts: number;
  /** Time for which the provider left this step unanswered; time in which it could not be asked is not counted. */
  readonly waitedMs: number;
  /** Why the order is being cancelled; null while the saga goes forward. */
  readonly cancellation: Cancellation | null;
}

/** An order's saga, leased to the worker that has the token. */
export interface OrderSaga extends SagaProgress {
  readonly orderId: string;
  readonly customerId: string;
  readonly leaseToken: string;
  /** End of the lease, after which the worker must not even send a request for this saga. */
  readonly leaseEnd: Deadline;
  /** Time until the step is due; the lease is kept over it. */
  readonly delayMs: number;
  /** Time of the step's first attempt, on the process's monotonic clock. */
  readonly stepSinceMs: number;
  /**
   * The order as this worker left it; null if it was not read yet. Whoever writes checks the version, because requests
   * and refunds change orders whatever lease their sagas have.
   */
  readonly order: LoadedOrder | null;
  readonly correlationId: string;
  /** Message id that causes the next step. */
  readonly lastMessageId: string;
  readonly cardToken: string | null;
  readonly paymentId: string | null;
  /** Trace of the request that started or redirected the saga. */
  readonly traceparent: string | null;
}
