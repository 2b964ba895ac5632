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

/** What the asking came to, and the rules by which the saga goes on. */
export interface AskedStep {
  /** Null for a step that asks nobody. */
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
  /** Empty when the lease was lost: nothing is written. */
  readonly taken: readonly TakenStep[];
  readonly recorded: readonly RecordedEvent[];
  /** The saga when it goes on at once; null when it waits, is done, or is no longer ours. */
  readonly next: OrderSaga | null;
}

/** What steps came to, before any of it is written but their own tables. */
interface Course {
  readonly taken: readonly TakenStep[];
  readonly events: readonly OrderEvent[];
  readonly alongside: readonly NewEvent[];
  readonly paymentId: string | null;
}

/** The effect of a step, and of those after it that go along, their events and the saga's progress, unless the lease is lost. */
export async function recordSteps(
  transaction: Transaction,
  saga: OrderSaga,
  asked: AskedStep,
): Promise<RecordedSteps> {
  // Asked in one go, and still the history is that after the lock was had.
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
    // What follows asks nobody and is tried for the first time.
    [answer, elapsedMs, callMs] = [null, 0, 0];
  }
}

function eventsOf(command: OrderCommand | undefined, order: OrderState): readonly OrderEvent[] {
  if (command === undefined) return [];
  const decision = decideOrder(command, order);
  if ('refused' in decision) throw commandRefused(order.orderId, decision.reason);
  return decision.events;
}

/** An order that a saga is about has been placed. */
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
