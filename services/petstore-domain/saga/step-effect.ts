import type { Transaction } from '@petstore/chassis/postgres';
import type { NewEvent } from '@petstore/contracts/events';
import type { OrderCommand } from '../orders/order-command.ts';
import type { OrderState } from '../orders/order-state.ts';
import type { StepOutcome } from './decide-next-saga-step.ts';
import type { OrderSaga } from './order-saga.ts';
import type { PaymentAnswer } from './payment-client.ts';

/** What a step has to work with, inside of its transaction. */
export interface StepContext {
  readonly transaction: Transaction;
  readonly saga: OrderSaga;
  readonly order: OrderState;
  /** Of the call that went before the transaction; null for a step that makes none. */
  readonly answer: PaymentAnswer | null;
}

/** What a step came to: rows are changed already, events are still to be recorded. */
export interface StepEffect {
  readonly outcome: StepOutcome;
  /** For the order itself. */
  readonly command?: OrderCommand;
  /** Facts of other aggregates. */
  readonly alongside?: readonly NewEvent[];
  readonly paymentId?: string;
}
