import { setTimeout as delay } from 'node:timers/promises';
import { uuidV7 } from '@petstore/chassis/correlation';
import {
  type Order,
  type PetCategory,
  petCategories,
  type Recommendations,
  type Session,
} from '@petstore/contracts/http';
import { shopperErrors } from '../errors.ts';
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
  /** Selects the category to browse; any non-negative integer. */
  readonly turn: number;
  /** Called after each successful step. */
  onStep(step: JourneyStep, durationMs: number): void;
}

/** Polling interval for the confirmation of an order. */
export const pollMs = 10;
const confirmedWithinMs = 10_000;

const delivery = {
  name: 'Marty Shopper',
  line1: '1 Harbour Street',
  city: 'Springfield',
  postalCode: '12345',
  country: 'US',
};

/** Runs one journey from sign-in to the confirmation of its order without think time; throws when a step fails. */
export async function walkJourney(shop: ShopClient, journey: Journey): Promise<void> {
  const { customerId, petId, sku, turn } = journey;
  const correlationId = uuidV7();
  const timed = timer(journey);
  const { token } = await timed('sign-in', () =>
    shop.call<Session>({ method: 'POST', path: '/v1/sessions', body: { customerId }, correlationId }),
  );
  const call = <Body>(step: ShopCall) => shop.call<Body>({ ...step, token, correlationId });
  const pet = `/v1/pets/${petId}`;
  await timed('browse', () => call({ method: 'GET', path: browsePath(turn) }));
  const { recommendationId } = await timed('recommendations', () =>
    call<Recommendations>({ method: 'GET', path: '/v1/recommendations?limit=5' }),
  );
  await timed('pet-details', () => call({ method: 'GET', path: pet }));
  const list = recommendationId === null ? {} : { recommendationId };
  const view = { type: 'view', petId, ...list };
  await timed('view', () => call({ method: 'POST', path: '/v1/interactions', body: view }));
  await timed('add-to-cart', async () => {
    await call({ method: 'PUT', path: `/v1/cart/items/${petId}`, body: { quantity: 1 } });
    await call({ method: 'PUT', path: `/v1/cart/items/${sku}`, body: { quantity: 1 } });
  });
  const body = { payment: { cardToken: 'tok_visa' }, delivery };
  const { id } = await timed('order', () =>
    call<Order>({ method: 'POST', path: '/v1/orders', body, idempotencyKey: uuidV7() }),
  );
  await timed('confirmation', () =>
    untilConfirmed(() => call<Order>({ method: 'GET', path: `/v1/orders/${id}` })),
  );
}

type Timed = <Value>(step: JourneyStep, work: () => Promise<Value>) => Promise<Value>;

function timer({ onStep }: Journey): Timed {
  return async (step, work) => {
    const startedAtMs = performance.now();
    const value = await work();
    onStep(step, performance.now() - startedAtMs);
    return value;
  };
}

function browsePath(turn: number): string {
  const category: PetCategory = petCategories[turn % petCategories.length] ?? 'dog';
  return `/v1/pets?available=true&category=${category}&limit=20`;
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
