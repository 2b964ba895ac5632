import { setTimeout as delay } from 'node:timers/promises';
import { uuidV7 } from '@petstore/chassis/correlation';
import type { Order, PetCategory, Recommendations, Session } from '@petstore/contracts/http';
import { shopperErrors } from '../errors.ts';
import { type Pace, paceRequests } from './pace-requests.ts';
import type { ShopCall, ShopClient } from './shop-client.ts';

export const journeySteps = [
  'sign-in',
  'browse',
  'recommendations',
  'pet-details',
  'view',
  'add-to-cart',
  'order',
  'confirmation',
] as const;
export type JourneyStep = (typeof journeySteps)[number];

export interface Journey {
  readonly customerId: string;
  readonly petId: string;
  readonly sku: string;
  /** What the customer browses. */
  readonly category: PetCategory;
  readonly pace?: Pace;
  /** Called after each successful step. */
  onStep?(step: JourneyStep, durationMs: number): void;
}

/** Pause before another look at an order whose long poll was answered before the order was confirmed. */
const pollMs = 10;
const waitSeconds = 5;
const confirmedWithinMs = 10_000;

/** Where every simulated customer has orders delivered. */
export const delivery = {
  name: 'Marty Shopper',
  line1: '1 Harbour Street',
  city: 'Springfield',
  postalCode: '12345',
  country: 'US',
};

/** Runs one journey from sign-in to the confirmation of its order; throws when a step fails. */
export async function walkJourney(shop: ShopClient, journey: Journey): Promise<void> {
  const { customerId, petId, sku, category } = journey;
  const correlationId = uuidV7();
  const timed = timer(journey);
  const paced = paceRequests(journey.pace ?? {});
  const signIn: ShopCall = { method: 'POST', path: '/v1/sessions', body: { customerId }, correlationId };
  const { token } = await timed('sign-in', () => paced('sign-in', () => shop.call<Session>(signIn)));
  const as = (call: ShopCall): ShopCall => ({ ...call, token, correlationId });
  const send = (call: ShopCall) => () => shop.send(as(call));
  const call = <Body>(of: ShopCall) => shop.call<Body>(as(of));
  const listed = `/v1/pets?available=true&category=${category}&limit=20`;
  await timed('browse', () => paced('browse', send({ method: 'GET', path: listed })));
  const { recommendationId } = await timed('recommendations', () =>
    paced('recommendations', () =>
      call<Recommendations>({ method: 'GET', path: '/v1/recommendations?limit=5' }),
    ),
  );
  await timed('pet-details', () => paced('pet-details', send({ method: 'GET', path: `/v1/pets/${petId}` })));
  const list = recommendationId === null ? {} : { recommendationId };
  const view = { type: 'view', petId, ...list };
  await timed('view', () => paced('view', send({ method: 'POST', path: '/v1/interactions', body: view })));
  await timed('add-to-cart', async () => {
    await paced('add-pet', send({ method: 'PUT', path: `/v1/cart/items/${petId}`, body: { quantity: 1 } }));
    await paced('add-food', send({ method: 'PUT', path: `/v1/cart/items/${sku}`, body: { quantity: 1 } }));
  });
  const order = { payment: { cardToken: 'tok_visa' }, delivery };
  const { id } = await timed('order', () =>
    paced('order', () =>
      call<Order>({ method: 'POST', path: '/v1/orders', body: order, idempotencyKey: uuidV7() }),
    ),
  );
  const path = `/v1/orders/${id}?waitFor=payment_confirmed&timeout=${waitSeconds}`;
  await timed('confirmation', () =>
    untilConfirmed(() => paced('confirmation', () => call<Order>({ method: 'GET', path }))),
  );
}

type Timed = <Value>(step: JourneyStep, work: () => Promise<Value>) => Promise<Value>;

function timer({ onStep }: Journey): Timed {
  return async (step, work) => {
    const startedAtMs = performance.now();
    const value = await work();
    onStep?.(step, performance.now() - startedAtMs);
    return value;
  };
}

async function untilConfirmed(look: () => Promise<Order>): Promise<void> {
  const deadline = performance.now() + confirmedWithinMs;
  for (;;) {
    const { id, status, cancellation } = await look();
    if (status === 'cancelled') throw unconfirmed(`order ${id} was cancelled: ${cancellation?.code}`);
    if (status !== 'pending' && status !== 'payment_processing') return;
    if (performance.now() > deadline)
      throw unconfirmed(`order ${id} is still ${status} after ${confirmedWithinMs / 1_000} s`);
    await delay(pollMs);
  }
}

function unconfirmed(message: string): Error {
  return shopperErrors.create('shopper-refused', { message });
}

/**
 * Empties the cart after a failed journey, so that the customer's next one does not buy what this one left. A failure
 * is ignored: the journey has already been counted as failed.
 */
export async function emptyCart(shop: ShopClient, customerId: string): Promise<void> {
  try {
    const body = { customerId };
    const { token } = await shop.call<Session>({ method: 'POST', path: '/v1/sessions', body });
    await shop.send({ method: 'DELETE', path: '/v1/cart', token });
  } catch {
    // See above.
  }
}
