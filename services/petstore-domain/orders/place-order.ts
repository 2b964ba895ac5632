import { prefixedId } from '@petstore/chassis/correlation';
import type { RecordedEvent } from '@petstore/chassis/events';
import type { Pool, Queryable } from '@petstore/chassis/postgres';
import type { PlaceOrder } from '@petstore/contracts/http';
import { errorOfRefusal } from '../cart/cart-refusal.ts';
import { clearCart, lockCart } from '../cart/cart-store.ts';
import { type Checkout, decideCheckout } from '../cart/decide-checkout.ts';
import { linesOfItems } from '../cart/lines-of-items.ts';
import { domainErrors } from '../errors.ts';
import { answerOnce, type OnceAnswer } from '../idempotency/answer-once.ts';
import { hashRequest } from '../idempotency/hash-request.ts';
import type { StoredAnswer } from '../idempotency/idempotency-store.ts';
import { refusedAnswer } from '../idempotency/refused-answer.ts';
import { startSaga } from '../saga/saga-store.ts';
import { decideOrder } from './decide-order.ts';
import { recordOrderEvents } from './order-store.ts';
import { findOrder } from './order-view-store.ts';

export interface PlacingRequest {
  readonly customerId: string;
  readonly idempotencyKey: string;
  readonly correlationId: string;
  readonly body: PlaceOrder;
}

interface Placed {
  readonly answer: StoredAnswer;
  /** What happened; nothing when the cart was refused. */
  readonly result: readonly RecordedEvent[];
}

/** Turns the caller's cart, or the items that are named, into an order and starts its saga, once for one idempotency key. */
export function placeOrder(
  database: Pool,
  request: PlacingRequest,
): Promise<OnceAnswer<readonly RecordedEvent[]>> {
  const { customerId, idempotencyKey, body } = request;
  const once = { scope: `POST /orders ${customerId}`, key: idempotencyKey, requestHash: hashRequest(body) };
  return answerOnce(database, once, async (transaction) => {
    const lines =
      body.items === undefined
        ? await lockCart(transaction, customerId)
        : await linesOfItems(transaction, body.items);
    const checkout = 'refused' in lines ? lines : decideCheckout(lines);
    if ('refused' in checkout) {
      return { answer: refusedAnswer(errorOfRefusal(checkout), request.correlationId), result: [] };
    }
    return place(transaction, checkout, request);
  });
}

async function place(
  transaction: Queryable,
  { lines, currency }: Checkout,
  { customerId, correlationId, body }: PlacingRequest,
): Promise<Placed> {
  const orderId = prefixedId('ord');
  const { delivery, payment } = body;
  const isFromCart = body.items === undefined;
  const decision = decideOrder(
    { type: 'place', orderId, customerId, lines, currency, delivery, isFromCart },
    null,
  );
  if ('refused' in decision) throw domainErrors.create('order-command-refused', { message: decision.reason });
  const fresh = { orderId, version: 0, state: null };
  const { recorded } = await recordOrderEvents(transaction, fresh, decision);
  const lastMessageId = recorded.at(-1)?.messageId ?? orderId;
  await startSaga(transaction, {
    orderId,
    customerId,
    correlationId,
    lastMessageId,
    cardToken: payment.cardToken,
  });
  if (isFromCart) await clearCart(transaction, customerId);
  const order = await findOrder(transaction, orderId, customerId);
  return { answer: { status: 202, body: JSON.stringify(order) }, result: recorded };
}
