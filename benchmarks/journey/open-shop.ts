import { messageOf } from '@petstore/chassis/errors';
import { petCategories } from '@petstore/contracts/http';
import {
  CustomerQueue,
  createShopClient,
  emptyCart,
  stockShop,
  walkJourney,
} from '@petstore/shoppers/journey';
import type { RunContext } from '../benchmark.ts';
import type { Floor } from '../floor/start-floor.ts';
import { createFloorCustomers } from '../floor/walk-floor-journey.ts';
import type { WalkOne } from './measure-phase.ts';

/** Number of seeded customers that are used. */
const customerCount = 60;

/** Restocks for so many journeys, and returns the function that walks one of them. */
export async function openShop(
  origin: string,
  journeys: number,
  { lifetime, say }: RunContext,
): Promise<WalkOne> {
  const shop = createShopClient(origin);
  lifetime.onEnd(() => shop.close());
  say(`restocking: ${journeys} pets`);
  const { petIds, sku } = await stockShop(shop, journeys);
  const customers = new CustomerQueue(
    Array.from({ length: customerCount }, (_, index) => `customer-${String(index + 1).padStart(3, '0')}`),
  );
  let turn = 0;
  return async (onStep) => {
    const customerId = await customers.take();
    turn += 1;
    const category = petCategories[turn % petCategories.length] ?? 'dog';
    try {
      await walkJourney(shop, { customerId, petId: petIds.pop() ?? '', sku, category, onStep });
      return null;
    } catch (error) {
      await emptyCart(shop, customerId);
      // Equal reasons are counted together.
      return messageOf(error).replaceAll(/\b(\w+_)?[0-9a-f]{8}-[0-9a-f-]{27}\b/g, '{id}');
    } finally {
      customers.give(customerId);
    }
  };
}

/** Walks one journey of the floor after the other; resolves to the bytes of its answers. */
export function openFloor({ origin, stock }: Floor, { lifetime }: RunContext): () => Promise<number> {
  const floorCustomers = createFloorCustomers(origin);
  lifetime.onEnd(() => floorCustomers.close());
  const customers = new CustomerQueue(stock.customerIds);
  let turn = 0;
  return async () => {
    const customerId = await customers.take();
    turn += 1;
    try {
      return await floorCustomers.walk({ customerId, petId: stock.petIds.pop() ?? '', sku: stock.sku, turn });
    } finally {
      customers.give(customerId);
    }
  };
}
