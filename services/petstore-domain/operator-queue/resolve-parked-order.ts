import type { RecordedEvent } from '@petstore/chassis/events';
import type { Principal } from '@petstore/chassis/identity';
import { inTransaction, type Pool, type Transaction } from '@petstore/chassis/postgres';
import type { Payment, ResolveParkedOrder } from '@petstore/contracts/http';
import { domainErrors } from '../errors.ts';
import { decideOrder } from '../orders/decide-order.ts';
import type { OrderCommand } from '../orders/order-command.ts';
import { refundableMinorOf, refundedElsewhereMinor } from '../orders/order-state.ts';
import { loadOrder, recordOrderEvents } from '../orders/order-store.ts';
import { newRefundId } from '../orders/refund-id.ts';
import { settleRefund } from '../refunds/refund-store.ts';
import type { MessageCause } from '../saga/saga-store.ts';
import { decideResolution } from './decide-resolution.ts';
import {
  lockParkedOrder,
  paymentToRefund,
  recordResolution,
  statusOfOrder,
  unparkOrder,
} from './parked-order-store.ts';

export interface Resolution {
  readonly orderId: string;
  readonly principal: Principal;
  readonly body: ResolveParkedOrder;
  /** The operator's request, which causes what follows. */
  readonly cause: MessageCause;
}

export interface ResolutionParts {
  readonly database: Pool;
  /** Reads a payment from payment-service. */
  readPayment(paymentId: string): Promise<Payment>;
}

/**
 * Returns an order that needs an operator to its saga, and records who resolved it and why. Resolves with the recorded
 * events.
 */
export async function resolveParkedOrder(
  parts: ResolutionParts,
  resolution: Resolution,
): Promise<readonly RecordedEvent[]> {
  const { orderId, principal, body, cause } = resolution;
  const refundedMinor = await refundedByNow(parts, resolution);
  return inTransaction(parts.database, async (transaction) => {
    const parked = await lockParkedOrder(transaction, orderId);
    if (parked === null) throw await notParked(transaction, orderId);
    const decision = decideResolution(parked, body.action);
    if ('refused' in decision) {
      const { refused, reason } = decision;
      throw domainErrors.create(refused, { message: reason, details: { reason } });
    }
    const resolvedBy = principal.customerId;
    await recordResolution(transaction, orderId, { ...body, step: parked.step, resolvedBy });
    const recorded = decision.asksForRefund
      ? await askForRefund(transaction, orderId, { ...body, resolvedBy, refundedMinor })
      : [];
    await unparkOrder(transaction, orderId, decision.progress, recorded.at(-1) ?? cause);
    return recorded;
  });
}

async function notParked(transaction: Transaction, orderId: string): Promise<Error> {
  const status = await statusOfOrder(transaction, orderId);
  if (status === null) return domainErrors.create('order-not-found');
  const message = `The order does not need an operator; it is ${status}.`;
  return domainErrors.create('order-not-parked', { message, details: { status } });
}

/**
 * The amount of the payment that is refunded by now, inside or outside of the shop; undefined if the order does not
 * wait for a refund.
 */
async function refundedByNow(
  { database, readPayment }: ResolutionParts,
  { orderId, body }: Resolution,
): Promise<number | undefined> {
  if (body.action !== 'retry') return undefined;
  const paymentId = await paymentToRefund(database, orderId);
  return paymentId === null ? undefined : (await readPayment(paymentId)).refundedMinor;
}

interface Asking {
  readonly note: string;
  readonly resolvedBy: string;
  readonly refundedMinor: number | undefined;
}

/**
 * Records an amount that was refunded at the provider as a refund of the order, and requests the rest. Requests nothing
 * while another refund is in progress.
 */
async function askForRefund(
  transaction: Transaction,
  orderId: string,
  { note: reason, resolvedBy: requestedBy, refundedMinor = 0 }: Asking,
): Promise<readonly RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  let order = await loadOrder(transaction, orderId);
  const perform = async (command: OrderCommand) => {
    const decision = decideOrder(command, order.state);
    if ('refused' in decision)
      throw domainErrors.create('order-command-refused', { message: decision.reason });
    const done = await recordOrderEvents(transaction, order, decision);
    order = done.order;
    all.push(...done.recorded);
  };
  const request = { type: 'request-refund', reason, requestedBy } as const;
  const elsewhereMinor = order.state === null ? 0 : refundedElsewhereMinor(order.state, refundedMinor);
  if (elsewhereMinor > 0) {
    const refundId = newRefundId();
    await perform({ ...request, refundId, amountMinor: elsewhereMinor });
    await perform({ type: 'record-refund', refundId });
    await settleRefund(transaction, { refundId });
  }
  if (order.state !== null && refundableMinorOf(order.state) > 0)
    await perform({ ...request, refundId: newRefundId(), amountMinor: null });
  return all;
}
