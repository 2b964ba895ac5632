import { prefixedId } from '@petstore/chassis/correlation';
import { appendEvents } from '@petstore/chassis/events';
import {
  answerOnce,
  hashRequest,
  type OnceAnswer,
  refusedAnswer,
  type StoredAnswer,
} from '@petstore/chassis/idempotency';
import type { Pool, Queryable } from '@petstore/chassis/postgres';
import type { AddStock, ListPet } from '@petstore/contracts/http';
import { findPet } from '../catalogue/pet-store.ts';
import { findProduct } from '../catalogue/product-store.ts';
import { domainErrors } from '../errors.ts';
import { decideListing, type Listing } from './decide-listing.ts';
import { addPet, addStock, findBreed } from './restocking-store.ts';

export interface RestockingRequest<Body> {
  readonly operatorId: string;
  /** Null for a request without a key, which is executed each time. */
  readonly idempotencyKey: string | null;
  readonly correlationId: string;
  readonly body: Body;
}

/** `result` is the number of added items. */
type Restocked = { readonly answer: StoredAnswer; readonly result: number };

/** Lists a pet for sale: 201 with the pet. */
export function listPet(
  database: Pool,
  request: RestockingRequest<ListPet>,
  rules: Pick<Listing, 'today' | 'currencies'>,
): Promise<OnceAnswer<number>> {
  const { operatorId, idempotencyKey: key, correlationId, body } = request;
  const once = { scope: `POST /pets ${operatorId}`, key, requestHash: hashRequest(body) };
  return answerOnce(database, once, async (transaction): Promise<Restocked> => {
    const petId = prefixedId('pet');
    const breed = await findBreed(transaction, body.breedId);
    const decision = decideListing({ ...rules, petId, wanted: body, breed });
    if ('refused' in decision || breed === null) {
      const code = 'refused' in decision ? decision.refused : 'breed-unknown';
      return { answer: refusedAnswer(domainErrors.create(code), correlationId), result: 0 };
    }
    await addPet(transaction, petId, body, breed);
    await appendEvents(transaction, decision.events);
    const pet = await findPet(transaction, petId);
    return { answer: { status: 201, body: JSON.stringify(pet) }, result: 1 };
  });
}

/** Adds units of a product: 200 with the updated variant. */
export function restockProduct(
  database: Pool,
  request: RestockingRequest<AddStock>,
  sku: string,
): Promise<OnceAnswer<number>> {
  const { operatorId, idempotencyKey: key, correlationId, body } = request;
  const { quantity } = body;
  const requestHash = hashRequest({ sku, quantity });
  const once = { scope: `POST /products/{sku}/stock ${operatorId}`, key, requestHash };
  return answerOnce(database, once, async (transaction): Promise<Restocked> => {
    const raised = await addStock(transaction, sku, quantity);
    if ('refused' in raised) {
      return { answer: refusedAnswer(domainErrors.create(raised.refused), correlationId), result: 0 };
    }
    const { productId, inStock } = raised;
    await appendEvents(transaction, [
      { type: 'ProductRestocked', subject: sku, data: { sku, quantity, inStock } },
    ]);
    const variant = await variantOf(transaction, productId, sku);
    return { answer: { status: 200, body: JSON.stringify(variant) }, result: quantity };
  });
}

async function variantOf(transaction: Queryable, productId: string, sku: string) {
  const product = await findProduct(transaction, productId);
  return product?.variants.find((variant) => variant.sku === sku);
}
