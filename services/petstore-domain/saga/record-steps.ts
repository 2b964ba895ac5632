import type { RecordedEvent } from '@petstore/chassis/events';
import { inTransaction, type Pool, type Queryable } from '@petstore/chassis/postgres';
import type { NewEvent } from '@petstore/contracts/events';
import { domainErrors } from '../errors.ts';
import { commandRefused } from '../orders/command-refused.ts';
import { decideOrder } from '../orders/decide-order.ts';
import { evolveOrder } from '../orders/evolve-order.ts';
import type { OrderCommand } from '../orders/order-command.ts';
import type { OrderEvent } from '../orders/order-event.ts';
import type { OrderState } from '../orders/order-state.ts';
import { type LoadedOrder, loadLeasedOrder, loadOrder, openRefunds } from '../orders/order-store.ts';
import type { PaymentAnswer } from '../payments/payment-client.ts';
import { releaseReservation } from '../stock/reservation-store.ts';
import type { StepEffect, StockFacts } from './apply-step.ts';
import { decideNextSagaStep, goesAlong, type SagaDecision } from './decide-next-saga-step.ts';
import type { OrderSaga, SagaStep } from './order-saga.ts';
import { type SagaSettings, sagaSteps } from './saga-steps.ts';
import { holdSaga } from './saga-store.ts';
import { type Transition, writeTransition } from './write-transition.ts';

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
  /** The saga if this worker keeps its lease; null if it waits for long, is done, or the lease was lost. */
  readonly next: OrderSaga | null;
}

/** Consecutive steps as they are to be written. */
interface Course extends Transition {
  readonly taken: readonly TakenStep[];
}

const nothingWritten: RecordedSteps = { taken: [], recorded: [], next: null };

/**
 * Takes a step and the local steps that follow it, and writes all of it in one statement, decided by the order as this
 * worker knows it. If the order has changed, or its reservation has expired, that is decided again. Writes nothing if
 * the lease is lost.
 */
export async function recordSteps(database: Pool, saga: OrderSaga, asked: AskedStep): Promise<RecordedSteps> {
  let order = saga.order;
  let isReserved = true;
  for (;;) {
    // An order whose lease is lost may be beyond this step, so that no decision is possible.
    order ??= await loadLeasedOrder(database, saga.orderId, saga.leaseToken);
    if (order === null) return nothingWritten;
    const course = takeSteps(saga, order, asked, { isReserved, releasedPetIds: null });
    if (course === 'release-first' || requestsRefund(course)) {
      return inTransaction(database, (transaction) =>
        recordUnderLock(transaction, saga, { ...asked, isReserved }),
      );
    }
    const written = await writeTransition(database, saga, course, asked.leaseMs);
    if (written.state === 'written') return { ...written, taken: course.taken };
    if (written.state === 'lost') return nothingWritten;
    if (written.state === 'stale') order = null;
    else if (course.stock === 'commit') isReserved = false;
    else throw stockChanged(saga);
  }
}

/** Takes steps that change more rows than one statement reaches: a release of items, or a request for a refund. */
async function recordUnderLock(
  transaction: Queryable,
  saga: OrderSaga,
  asked: AskedStep & { readonly isReserved: boolean },
): Promise<RecordedSteps> {
  const { isReserved } = asked;
  // Sent together in one round trip; the connection runs them in order, so the history is read under the lock.
  const [isHeld, order] = await Promise.all([
    holdSaga(transaction, saga),
    loadOrder(transaction, saga.orderId),
  ]);
  if (!isHeld) return nothingWritten;
  let course = takeSteps(saga, order, asked, { isReserved, releasedPetIds: null });
  if (course === 'release-first') {
    const { petIds } = await releaseReservation(transaction, saga.orderId, 'everything');
    course = takeSteps(saga, order, asked, { isReserved, releasedPetIds: petIds });
  }
  if (course === 'release-first') throw stockChanged(saga);
  const written = await writeTransition(transaction, saga, course, asked.leaseMs);
  if (written.state !== 'written') throw stockChanged(saga);
  await openRefunds(transaction, written.recorded);
  return { ...written, taken: course.taken };
}

function stockChanged({ orderId, step }: OrderSaga): Error {
  return domainErrors.create('stock-changed-under-lock', { details: { orderId, step } });
}

const requestsRefund = ({ events }: Transition) => events.some(({ type }) => type === 'OrderRefundRequested');

function takeSteps(
  saga: OrderSaga,
  order: LoadedOrder,
  asked: AskedStep,
  stock: StockFacts,
): Course | 'release-first' {
  const { settings, random } = asked;
  const taken: TakenStep[] = [];
  const events: OrderEvent[] = [];
  const alongside: NewEvent[] = [];
  let current = saga;
  let state = stateOf(order);
  const isCancellationWanted = state.cancellationRequest !== null;
  let stockChange: StepEffect['stock'];
  let { answer, callMs } = asked;
  let elapsedMs = performance.now() - saga.stepSinceMs;
  for (;;) {
    const effect = sagaSteps[current.step].effect({ saga: current, order: state, answer, stock });
    if (effect === 'release-first') return effect;
    const own = eventsOf(effect.command, state);
    events.push(...own);
    alongside.push(...(effect.alongside ?? []));
    stockChange ??= effect.stock;
    state = own.reduce<OrderState>(evolveOrder, state);
    const { outcome, paymentId = current.paymentId } = effect;
    const circumstances = { outcome, elapsedMs, callMs, random: random(), isCancellationWanted };
    const decision = decideNextSagaStep(current, circumstances, settings);
    taken.push({ step: current.step, decision });
    if (!goesAlong(decision)) {
      const { version } = order;
      return { version, state, taken, events, alongside, stock: stockChange, paymentId, decision };
    }
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
