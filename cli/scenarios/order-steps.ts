import { uuidV7 } from '@petstore/chassis/correlation';
import { AppError, isAppError } from '@petstore/chassis/errors';
import { type Order, type OrderStatus, orderStatuses, type PlaceOrder } from '@petstore/contracts/http';
import { delivery } from '@petstore/shoppers/journey';
import type { Answer } from '../system/json-client.ts';
import { pollUntil } from '../system/poll-until.ts';
import { withAnotherPetWhenGone } from './choose-pet.ts';
import { formatMoney } from './format-money.ts';
import { idsOf, type JourneyContext, known, type StepRun } from './journey-context.ts';

const orderWithinMs = 30_000;

/** Orders the cart; exchanges the chosen pet when it has been bought by another customer. */
export async function placeOrder(context: JourneyContext): Promise<StepRun> {
  let inCart = known(context.pet, 'pet').id;
  const answer = await withAnotherPetWhenGone(context, async () => {
    const { id } = known(context.pet, 'pet');
    if (id !== inCart) await exchangeInCart(context, inCart, id);
    inCart = id;
    return orderBasket(context);
  });
  context.order = answer.body;
  const { id, total } = answer.body;
  return { ...idsOf(answer), detail: `${id}, ${formatMoney(total)}` };
}

/**
 * Orders the cart, or the items by SKU when the same customer shops in parallel and has changed or ordered the cart.
 */
async function orderBasket(context: JourneyContext): Promise<Answer<Order>> {
  if (context.isCartShared) return sendOrder(context, { items: context.basket.map((sku) => ({ sku })) });
  try {
    return await sendOrder(context, {});
  } catch (error) {
    if (!isAppError(error) || error.code !== 'cart-empty') throw error;
    context.isCartShared = true;
    return orderBasket(context);
  }
}

function sendOrder({ customer }: JourneyContext, items: Pick<PlaceOrder, 'items'>): Promise<Answer<Order>> {
  const body: PlaceOrder = { payment: { cardToken: 'tok_visa' }, delivery, ...items };
  return customer.send<Order>({ method: 'POST', path: '/v1/orders', idempotencyKey: uuidV7(), body });
}

async function exchangeInCart(context: JourneyContext, from: string, to: string): Promise<void> {
  for (const [sku, quantity] of [
    [from, 0],
    [to, 1],
  ] as const) {
    const path = `/v1/cart/items/${encodeURIComponent(sku)}`;
    await context.customer.send({ method: 'PUT', path, body: { quantity } });
  }
  context.basket = context.basket.map((sku) => (sku === from ? to : sku));
}

export async function awaitPayment(context: JourneyContext): Promise<StepRun> {
  const answer = await awaitStatus(context, 'payment_confirmed');
  return { ...idsOf(answer), detail: `${answer.body.paymentId}` };
}

export async function awaitDelivery(context: JourneyContext): Promise<StepRun> {
  const answer = await awaitStatus(context, 'delivered');
  return { ...idsOf(answer), detail: 'delivered' };
}

/** Polls the order until it has reached the status; throws when it was cancelled or is late. */
async function awaitStatus(context: JourneyContext, wanted: OrderStatus): Promise<Answer<Order>> {
  const { id } = known(context.order, 'order');
  const path = `/v1/orders/${encodeURIComponent(id)}`;
  const answer = await pollUntil({
    ask: () => context.customer.send<Order>({ method: 'GET', path }),
    isDone: ({ body }) => isAtLeast(body.status, wanted) || body.status === 'cancelled',
    withinMs: orderWithinMs,
    signal: context.signal,
  });
  context.order = answer.body;
  const { messageId, attempts } = answer;
  const { status, cancellation } = answer.body;
  const details = { messageId, attempts, orderStatus: status };
  if (status === 'cancelled') {
    const code = cancellation?.code ?? 'order-cancelled';
    const message = `order ${id} was cancelled: ${code}: ${cancellation?.reason ?? 'no reason was given'}`;
    throw new AppError(code, 'conflict', message, { details });
  }
  if (!isAtLeast(status, wanted)) {
    const message = `order ${id} is still ${status} after ${orderWithinMs / 1000} s`;
    throw new AppError('order-late', 'timeout', message, { details });
  }
  return answer;
}

function isAtLeast(status: OrderStatus, wanted: OrderStatus): boolean {
  return status !== 'cancelled' && orderStatuses.indexOf(status) >= orderStatuses.indexOf(wanted);
}

/** Reports the purchase to the shop, with the recommendation that led to it. */
export async function giveFeedback({
  customer,
  pet,
  order,
  recommendationId,
}: JourneyContext): Promise<StepRun> {
  const petId = known(pet, 'pet').id;
  const orderId = known(order, 'order').id;
  const list = recommendationId === null ? {} : { recommendationId };
  const body = { type: 'purchase', petId, orderId, ...list };
  return idsOf(await customer.send({ method: 'POST', path: '/v1/interactions', body, isRepeatable: true }));
}
