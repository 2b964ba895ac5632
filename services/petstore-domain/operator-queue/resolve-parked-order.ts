import type { RecordedEvent } from '@petstore/chassis/events';
import type { Principal } from '@petstore/chassis/identity';
import { inTransaction, type Pool, type Transaction } from '@petstore/chassis/postgres';
import type { ResolveParkedOrder } from '@petstore/contracts/http';
import { domainErrors } from '../errors.ts';
import { decideOrder } from '../orders/decide-order.ts';
import { refundableMinorOf } from '../orders/order-state.ts';
import { loadOrder, recordOrderEvents } from '../orders/order-store.ts';
import { newRefundId } from '../refunds/refund-id.ts';
import { openRefunds } from '../refunds/refund-store.ts';
import type { MessageCause } from '../saga/saga-store.ts';
import { decideResolution } from './decide-resolution.ts';
import { lockParkedOrder, recordResolution, statusOfOrder, unparkOrder } from './parked-order-store.ts';

export interface Resolution {
  readonly orderId: string;
  readonly principal: Principal;
  readonly body: ResolveParkedOrder;
  /** The request: what follows is caused by it. */
  readonly cause: MessageCause;
}

/** Gives an order that was left to operators back to its saga, and notes who did so and why. Resolves with the events of it. */
export function resolveParkedOrder(
  database: Pool,
  { orderId, principal, body, cause }: Resolution,
): Promise<readonly RecordedEvent[]> {
  return inTransaction(database, async (transaction) => {
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
      ? await askForRefund(transaction, orderId, { ...body, resolvedBy })
      : [];
    const { progress } = decision;
    await unparkOrder(transaction, orderId, { progress, cause: recorded.at(-1) ?? cause });
    return recorded;
  });
}

async function notParked(transaction: Transaction, orderId: string): Promise<Error> {
  const status = await statusOfOrder(transaction, orderId);
  if (status === null) return domainErrors.create('order-not-found');
  const message = `The order does not wait for an operator; it is ${status}.`;
  return domainErrors.create('order-not-parked', { message, details: { status } });
}

/** Nothing, when the money is on its way back by another refund. */
async function askForRefund(
  transaction: Transaction,
  orderId: string,
  { note, resolvedBy }: { readonly note: string; readonly resolvedBy: string },
): Promise<readonly RecordedEvent[]> {
  const loaded = await loadOrder(transaction, orderId);
  if (loaded.state === null || refundableMinorOf(loaded.state) === 0) return [];
  const decision = decideOrder(
    {
      ...{ type: 'request-refund', refundId: newRefundId(), amountMinor: null },
      ...{ reason: note, requestedBy: resolvedBy },
    },
    loaded.state,
  );
  if ('refused' in decision) throw domainErrors.create('order-command-refused', { message: decision.reason });
  const { recorded } = await recordOrderEvents(transaction, loaded, decision);
  await openRefunds(transaction, recorded);
  return recorded;
}
