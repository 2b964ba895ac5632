import type { RecordedEvent } from '@petstore/chassis/events';
import type { Transaction } from '@petstore/chassis/postgres';
import type { NewEvent } from '@petstore/contracts/events';
import { domainErrors } from '../errors.ts';
import { decideOrder } from '../orders/decide-order.ts';
import { evolveOrder } from '../orders/evolve-order.ts';
import type { OrderCommand } from '../orders/order-command.ts';
import type { OrderEvent } from '../orders/order-event.ts';
import type { OrderState } from '../orders/order-state.ts';
import { type LoadedOrder, loadOrder, recordOrderEvents } from '../orders/order-store.ts';
import type { PaymentAnswer } from '../payments/payment-client.ts';
import { applyStep } from './apply-step.ts';
import {
  decideNextSagaStep,
  goesAlong,
  type SagaDecision,
  type SagaSettings,
} from './decide-next-saga-step.ts';
import type { OrderSaga, SagaStep } from './order-saga.ts';
import { advanceSaga, holdSaga } from './saga-store.ts';

/** The answer to a step's call, and the rules by which the saga continues. */
export interface AskedStep {
  /** Null for a step without a call. */
  readonly answer: PaymentAnswer | null;
  readonly callMs: number;
  readonly settings: SagaSettings;
  readonly leaseMs: number;
  readonly random: () => number;
}

export interface TakenStep {
  readonly step: SagaStep;
  readonly decision: SagaDecision;
}

export interface RecordedSteps {
  /** Empty if the lease was lost: nothing is written. */
  readonly taken: readonly TakenStep[];
  readonly recorded: readonly RecordedEvent[];
  /** The saga if its next step is due at once; null if it waits, is done, or the lease was lost. */
  readonly next: OrderSaga | null;
}

/** Results of consecutive steps; only rows of stock and refunds are written so far. */
interface Course {
  readonly taken: readonly TakenStep[];
  readonly events: readonly OrderEvent[];
  readonly alongside: readonly NewEvent[];
  readonly paymentId: string | null;
}

/**
 * Applies a step and the local steps that follow it, and records their events and the saga's progress. Writes nothing
 * if the lease is lost.
 */
export async function recordSteps(
  transaction: Transaction,
  saga: OrderSaga,
  asked: AskedStep,
): Promise<RecordedSteps> {
  // Sent together in one round trip; the connection runs them in order, so the history is read under the lock.
  const [elapsedMs, loaded] = await Promise.all([
    holdSaga(transaction, saga),
    loadOrder(transaction, saga.orderId),
  ]);
  if (elapsedMs === null) return { taken: [], recorded: [], next: null };
  const course = await takeSteps(saga, stateOf(loaded), { ...asked, transaction, elapsedMs });
  const { taken, events, alongside, paymentId } = course;
  const { recorded } = await recordOrderEvents(transaction, loaded, { events, alongside });
  const last = taken.at(-1);
  if (last === undefined) return { taken, recorded, next: null };
  const next = advanceSaga(transaction, saga, {
    decision: last.decision,
    lastMessageId: recorded.at(-1)?.messageId ?? saga.lastMessageId,
    paymentId,
    leaseMs: asked.leaseMs,
  });
  return { taken, recorded, next };
}

async function takeSteps(
  saga: OrderSaga,
  order: OrderState,
  asked: AskedStep & { readonly transaction: Transaction; readonly elapsedMs: number },
): Promise<Course> {
  const { transaction, settings, random } = asked;
  const taken: TakenStep[] = [];
  const events: OrderEvent[] = [];
  const alongside: NewEvent[] = [];
  const isCancellationWanted = order.cancellationRequest !== null;
  let current = saga;
  let state = order;
  let { answer, elapsedMs, callMs } = asked;
  for (;;) {
    const effect = await applyStep({ transaction, saga: current, order: state, answer });
    const own = eventsOf(effect.command, state);
    events.push(...own);
    alongside.push(...(effect.alongside ?? []));
    state = own.reduce<OrderState>(evolveOrder, state);
    const { outcome, paymentId = current.paymentId } = effect;
    const circumstances = { outcome, elapsedMs, callMs, random: random(), isCancellationWanted };
    const decision = decideNextSagaStep(current, circumstances, settings);
    taken.push({ step: current.step, decision });
    if (!goesAlong(decision)) return { taken, events, alongside, paymentId };
    current = { ...current, ...decision, paymentId };
    // The steps that follow make no call, and this is their first attempt.
    [answer, elapsedMs, callMs] = [null, 0, 0];
  }
}

function eventsOf(command: OrderCommand | undefined, order: OrderState): readonly OrderEvent[] {
  if (command === undefined) return [];
  const decision = decideOrder(command, order);
  if ('refused' in decision) throw commandRefused(order.orderId, decision.reason);
  return decision.events;
}

/** The state of an order, which a saga's order always has. */
export function stateOf({ orderId, state }: LoadedOrder): OrderState {
  if (state === null) throw commandRefused(orderId, 'the order has no events');
  return state;
}

export function commandRefused(orderId: string, reason: string): Error {
  return domainErrors.create('order-command-refused', {
    message: `Order ${orderId}: ${reason}`,
    details: { orderId },
  });
}
