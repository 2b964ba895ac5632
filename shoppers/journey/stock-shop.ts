import type { ListPet, Page, Pet, Product, Session } from '@petstore/contracts/http';
import { shopperErrors } from '../errors.ts';
import type { ShopClient } from './shop-client.ts';

/** What the journeys of a run buy: one pet each, and one unit of the same food. */
interface Assortment {
  readonly petIds: string[];
  readonly sku: string;
}

const mostUnitsAtOnce = 10_000;
const listedAtOnce = 4;

/** Restocks as an operator: one pet and one unit of food for each journey, so that none fails for lack of stock. */
export async function stockShop(shop: ShopClient, journeys: number): Promise<Assortment> {
  const { token } = await shop.call<Session>({
    method: 'POST',
    path: '/v1/sessions',
    body: { customerId: 'operator' },
  });
  const sku = await stockFood(shop, token, journeys);
  const models = (await shop.call<Page<Pet>>({ method: 'GET', path: '/v1/pets?available=true&limit=100' }))
    .items;
  const numbers = Array.from({ length: journeys }, (_, index) => index + 1).values();
  const petIds: string[] = [];
  const listOthers = async () => {
    for (const number of numbers) {
      const body = likePet(models, number);
      const pet = await shop.call<Pet>({ method: 'POST', path: '/v1/pets', token, body });
      petIds.push(pet.id);
    }
  };
  // The workers share one iterator, so each takes the next number.
  await Promise.all(Array.from({ length: listedAtOnce }, listOthers));
  return { petIds, sku };
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
