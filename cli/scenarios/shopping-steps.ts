import { pickOne, randomInteger, shuffled } from '@petstore/chassis/random';
import type { Cart, Page, Pet, Product, Recommendations, Session } from '@petstore/contracts/http';
import type { Answer } from '../system/json-client.ts';
import { choosePet, withAnotherPetWhenGone } from './choose-pet.ts';
import { formatMoney } from './format-money.ts';
import { idsOf, type JourneyContext, known, type StepRun } from './journey-context.ts';

const listLimit = 20;
const recommendationLimit = 5;

export async function signIn({ customer, customerId }: JourneyContext): Promise<StepRun> {
  const answer = await customer.send<Session>({
    method: 'POST',
    path: '/v1/sessions',
    body: { customerId },
    isRepeatable: true,
  });
  customer.token = answer.body.token;
  return { ...idsOf(answer), detail: `as ${customerId}` };
}

/** Lists pets of one category of the persona, or all pets when that category is sold out. */
export async function browse(context: JourneyContext): Promise<StepRun> {
  const { categories } = context.persona;
  const category = categories[randomInteger(0, categories.length - 1, context.random)];
  let answer = await listPets(context, category);
  if (answer.body.items.length === 0 && category !== undefined) answer = await listPets(context, undefined);
  context.wanted = shuffled(answer.body.items, context.random);
  choosePet(context);
  return { ...idsOf(answer), detail: `${answer.body.items.length} pets, ${category ?? 'any kind'}` };
}

function listPets({ customer }: JourneyContext, category: string | undefined) {
  const query = { available: true, category, limit: listLimit };
  return customer.send<Page<Pet>>({ method: 'GET', path: '/v1/pets', query });
}

/** Puts recommended pets before those found by browsing. */
export async function askForRecommendations(context: JourneyContext): Promise<StepRun> {
  if (!context.withMl) return { status: 'skipped', messageId: null, attempts: 0 };
  const query = { limit: recommendationLimit };
  const answer = await context.customer.send<Recommendations>({
    method: 'GET',
    path: '/v1/recommendations',
    query,
  });
  const { items, recommendationId, fallbackUsed, modelVersion } = answer.body;
  const recommended = items.map(({ pet }) => pet);
  context.wanted = [...recommended, ...context.wanted];
  context.recommendationId = recommendationId;
  choosePet(context);
  const first = items[0];
  const because = first === undefined ? '' : `: ${first.reason}`;
  return {
    ...idsOf(answer),
    status: fallbackUsed ? 'degraded' : 'ok',
    fallbackUsed,
    detail: `${fallbackUsed ? "degraded, the shop's own list: " : ''}${items.length} by ${modelVersion}${because}`,
  };
}

export async function readPetDetails(context: JourneyContext): Promise<StepRun> {
  const { customer, recommendationId } = context;
  const { id } = known(context.pet, 'pet');
  const answer = await customer.send<Pet>({ method: 'GET', path: `/v1/pets/${encodeURIComponent(id)}` });
  const list = recommendationId === null ? {} : { recommendationId };
  await customer.send({
    method: 'POST',
    path: '/v1/interactions',
    body: { type: 'view', petId: id, ...list },
    isRepeatable: true,
  });
  const { name, breed, price } = answer.body;
  return { ...idsOf(answer), detail: `${name}, ${breed.name}, ${formatMoney(price)}` };
}

/** Puts the pet and food for it into an emptied cart. */
export async function addToCart(context: JourneyContext): Promise<StepRun> {
  const { customer } = context;
  const before = await customer.send<Cart>({ method: 'GET', path: '/v1/cart' });
  if (before.body.items.length > 0) await customer.send({ method: 'DELETE', path: '/v1/cart' });
  const answer = await withAnotherPetWhenGone(context, () =>
    putIntoCart(context, known(context.pet, 'pet').id),
  );
  const food = await findFood(context);
  const { body: cart } = food === undefined ? answer : await putIntoCart(context, food);
  const pet = known(context.pet, 'pet').id;
  context.basket = food === undefined ? [pet] : [pet, food];
  context.isCartShared = !holdsOnly(cart, context.basket);
  return { ...idsOf(answer), detail: `${cart.items.map(({ name }) => name).join(' and ')}` };
}

function putIntoCart({ customer }: JourneyContext, sku: string): Promise<Answer<Cart>> {
  const path = `/v1/cart/items/${encodeURIComponent(sku)}`;
  return customer.send<Cart>({ method: 'PUT', path, body: { quantity: 1 } });
}

function holdsOnly({ items }: Cart, skus: readonly string[]): boolean {
  return items.length === skus.length && items.every(({ sku }) => skus.includes(sku));
}

/** SKU of available food for the chosen pet; undefined when there is none. */
async function findFood(context: JourneyContext): Promise<string | undefined> {
  const { category } = known(context.pet, 'pet');
  const query = { category: 'food', available: true, limit: 100 };
  const answer = await context.customer.send<Page<Product>>({ method: 'GET', path: '/v1/products', query });
  const fitting = answer.body.items.filter(({ forCategories }) => forCategories.includes(category));
  if (fitting.length === 0) return undefined;
  return pickOne(fitting, context.random).variants.find(({ available }) => available)?.sku;
}
