import { setTimeout as delay } from 'node:timers/promises';
import type { ListPet, Page, Pet, PetCategory, Product, Session } from '@petstore/contracts/http';
import { shopperErrors } from '../errors.ts';
import type { ShopClient } from './shop-client.ts';

/** What the journeys of a run buy: one pet each, and one unit of the same food. */
interface Assortment {
  readonly petIds: string[];
  readonly sku: string;
}

const mostUnitsAtOnce = 10_000;
const listedAtOnce = 4;
const mostAttempts = 6;
const retryMs = 100;

/** An operator who adds what journeys will buy. */
export interface Operator {
  /** Requests so far. */
  readonly requests: number;
  /** Adds units of a food, and returns its SKU. */
  stockFood(units: number): Promise<string>;
  /** Lists another pet like one that the shop sells, of that category if it sells such, and returns its id. */
  listPet(number: number, category?: PetCategory): Promise<string>;
}

export async function signInOperator(shop: ShopClient): Promise<Operator> {
  let requests = 2;
  const body = { customerId: 'operator' };
  const { token } = await shop.call<Session>({ method: 'POST', path: '/v1/sessions', body });
  const models = (await shop.call<Page<Pet>>({ method: 'GET', path: '/v1/pets?available=true&limit=100' }))
    .items;
  return {
    get requests() {
      return requests;
    },
    async stockFood(units) {
      requests += 1 + Math.ceil(units / mostUnitsAtOnce);
      return stockFood(shop, token, units);
    },
    async listPet(number, category) {
      requests += 1;
      const fitting = models.filter((pet) => pet.category === category);
      const pet = likePet(fitting.length === 0 ? models : fitting, number);
      const list = () => shop.call<Pet>({ method: 'POST', path: '/v1/pets', token, body: pet });
      return (await patiently(list)).id;
    },
  };
}

/**
 * Tries again: a pet that a busy shop did not list, or listed without saying so, must not end a load, and one pet too
 * many is no harm.
 */
async function patiently<Value>(request: () => Promise<Value>): Promise<Value> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request();
    } catch (error) {
      if (attempt === mostAttempts) throw error;
      await delay(attempt * retryMs);
    }
  }
}

/** Restocks as an operator: one pet and one unit of food for each journey, so that none fails for lack of stock. */
export async function stockShop(shop: ShopClient, journeys: number): Promise<Assortment> {
  const operator = await signInOperator(shop);
  const sku = await operator.stockFood(journeys);
  const petIds: string[] = [];
  await listPets(
    Array.from({ length: journeys }, (_, index) => index + 1),
    async (number) => void petIds.push(await operator.listPet(number)),
  );
  return { petIds, sku };
}

/** Calls `list` for each number, with a few at once. */
export async function listPets(
  numbers: Iterable<number>,
  list: (number: number) => Promise<void>,
): Promise<void> {
  const shared = numbers[Symbol.iterator]();
  const listOthers = async () => {
    for (let next = shared.next(); next.done !== true; next = shared.next()) await list(next.value);
  };
  await Promise.all(Array.from({ length: listedAtOnce }, listOthers));
}

export async function stockFood(shop: ShopClient, token: string, units: number): Promise<string> {
  const foods = await shop.call<Page<Product>>({
    method: 'GET',
    path: '/v1/products?category=food&available=true&limit=1',
  });
  const sku = foods.items[0]?.variants[0]?.sku;
  if (sku === undefined) throw short('The shop sells no food.');
  for (let left = units; left > 0; left -= mostUnitsAtOnce) {
    const body = { quantity: Math.min(left, mostUnitsAtOnce) };
    await shop.call({ method: 'POST', path: `/v1/products/${sku}/stock`, token, body });
  }
  return sku;
}

/** Another pet of a breed that the shop sells. */
function likePet(models: readonly Pet[], number: number): ListPet {
  const model = models[number % models.length];
  if (model === undefined) throw short('The shop has no pet to copy.');
  const { breed, bornOn, price, description } = model;
  const sex = model.sex === 'male' || model.sex === 'female' ? model.sex : 'unsexed';
  return { name: `${model.name} ${number}`, breedId: breed.id, sex, bornOn, price, description };
}

function short(message: string): Error {
  return shopperErrors.create('shopper-stock-short', { message });
}
