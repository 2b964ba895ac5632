import { prefixedId } from '@petstore/chassis/correlation';
import type { RecordedEvent } from '@petstore/chassis/events';
import {
  answerOnce,
  hashRequest,
  type OnceAnswer,
  refusedAnswer,
  type StoredAnswer,
} from '@petstore/chassis/idempotency';
import type { Pool, Queryable, Transaction } from '@petstore/chassis/postgres';
import type { Lease } from '@petstore/chassis/workers';
import type { NewEvent } from '@petstore/contracts/events';
import type { PlaceOrder } from '@petstore/contracts/http';
import { type CartRefusal, errorOfRefusal, refuseMissing } from '../cart/cart-refusal.ts';
import { findSellableItem, lockCartToOrder, lockCustomer } from '../cart/cart-store.ts';
import { decideCartChange } from '../cart/decide-cart-change.ts';
import { type Checkout, decideCheckout } from '../cart/decide-checkout.ts';
import type { CartLine } from '../cart/sellable-item.ts';
import { domainErrors } from '../errors.ts';
import { decideInTurn } from '../orders/decide-order.ts';
import { evolveOrder } from '../orders/evolve-order.ts';
import type { OrderState } from '../orders/order-state.ts';
import { type OpenOrders, readOpenOrders, viewOrder } from '../orders/order-view-store.ts';
import { stateOf } from '../saga/record-steps.ts';
import type { ReservationItem } from '../stock/decide-reservation.ts';
import { reserveItems } from '../stock/reservation-store.ts';
import { decideCap, type OrderCaps } from './decide-cap.ts';
import { writePlacedOrder } from './write-placed-order.ts';

export interface PlacingRequest {
  readonly customerId: string;
  readonly idempotencyKey: string;
  readonly correlationId: string;
  readonly body: PlaceOrder;
  /** Lease of the saga, for this process's own worker. */
  readonly lease?: Lease | null;
}

export interface PlacingRules extends OrderCaps {
  /** Time for which an order reserves its items before it is accepted. */
  readonly reservationSeconds: number;
}

interface Placed {
  readonly answer: StoredAnswer;
  readonly result: readonly RecordedEvent[];
}

/**
 * Places an order of the caller's cart, or of the named items: reserves the items and starts the saga, once per
 * idempotency key. Of concurrent orders for the same item one succeeds; the others are refused here, before any of
 * their events is recorded.
 */
export function placeOrder(
  database: Pool,
  request: PlacingRequest,
  rules: PlacingRules,
): Promise<OnceAnswer<readonly RecordedEvent[]>> {
  const { customerId, idempotencyKey, correlationId, body } = request;
  const once = { scope: `POST /orders ${customerId}`, key: idempotencyKey, requestHash: hashRequest(body) };
  return answerOnce(database, once, async (transaction) => {
    const { lines, open } =
      body.items === undefined
        ? await lockCartToOrder(transaction, customerId)
        : await lockNamedItems(transaction, customerId, body.items);
    const checkout = 'refused' in lines ? lines : decideCheckout(lines);
    const placed =
      'refused' in checkout ? checkout : await place(transaction, checkout, request, rules, open);
    if (!('refused' in placed)) return placed;
    return { answer: refusedAnswer(errorOfRefusal(placed), correlationId), result: [] };
  });
}

async function lockNamedItems(transaction: Queryable, customerId: string, items: readonly NamedItem[]) {
  // Sent together in one round trip; the connection runs them in order, so the others read under the customer's lock.
  const [, lines, open] = await Promise.all([
    lockCustomer(transaction, customerId),
    linesOfItems(transaction, items),
    readOpenOrders(transaction, customerId),
  ]);
  return { lines, open };
}

async function place(
  transaction: Transaction,
  { lines, currency }: Checkout,
  request: PlacingRequest,
  rules: PlacingRules,
  open: OpenOrders,
): Promise<Placed | CartRefusal> {
  const { customerId, body, lease = null } = request;
  const { delivery, payment } = body;
  const orderId = prefixedId('ord');
  const cap = decideCap(open, lines, rules);
  if (cap !== null) return cap;
  const reservation = await reserveItems(transaction, orderId, lines, rules.reservationSeconds);
  if ('refused' in reservation) return refuseMissing(lines, reservation.missing);
  const expiresAt = reservation.expiresAt.toISOString();
  const isFromCart = body.items === undefined;
  const decision = decideInTurn(
    [
      { type: 'place', orderId, customerId, lines, currency, delivery, isFromCart },
      { type: 'record-reservation', expiresAt },
    ],
    null,
  );
  if ('refused' in decision) throw domainErrors.create('order-command-refused', { message: decision.reason });
  const { events } = decision;
  const replayed = events.reduce<OrderState | null>(evolveOrder, null);
  const state = stateOf({ orderId, version: events.length, state: replayed });
  const alongside = petReservedEvents(orderId, lines, expiresAt);
  const saga = { cardToken: payment.cardToken, lease };
  const written = await writePlacedOrder(transaction, { state, events, alongside, isFromCart, saga });
  const order = viewOrder(state, written);
  return { answer: { status: 202, body: JSON.stringify(order) }, result: written.recorded };
}

/** One `PetReserved` event for each pet among the items. */
function petReservedEvents(
  orderId: string,
  items: readonly Pick<ReservationItem, 'sku' | 'kind'>[],
  expiresAt: string,
): readonly NewEvent[] {
  return items
    .filter(({ kind }) => kind === 'pet')
    .map(({ sku }) => ({ type: 'PetReserved', subject: sku, data: { petId: sku, orderId, expiresAt } }));
}

interface NamedItem {
  readonly sku: string;
  readonly quantity?: number;
}

/**
 * The lines of a cart that holds just these items, by the rules of a cart; the customer's stored cart is not touched.
 */
async function linesOfItems(
  transaction: Queryable,
  items: readonly NamedItem[],
): Promise<readonly CartLine[] | CartRefusal> {
  let lines: readonly CartLine[] = [];
  for (const { sku, quantity = 1 } of items) {
    const before = lines.find((line) => line.sku === sku)?.quantity ?? 0;
    const item = await findSellableItem(transaction, sku);
    const change = decideCartChange({ item, quantity: before + quantity, lines });
    if ('refused' in change) return change;
    lines = change.lines;
  }
  return lines;
}
