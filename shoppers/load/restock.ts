import { expectedArrivals } from '../arrivals/arrival-rate.ts';
import { createShopClient } from '../journey/shop-client.ts';
import { listPets, signInOperator } from '../journey/stock-shop.ts';
import { planShopper } from '../personas/personas.ts';
import type { LoadPlan, Supply } from './load-plan.ts';

/** An operator who lists a pet for each arrival, ahead of it. */
export interface Restocking {
  readonly requests: number;
  /** Lists pets for the arrivals expected within the lead after `elapsedSeconds`; concurrent calls take turns. */
  keepAhead(elapsedSeconds: number): Promise<void>;
  close(): Promise<void>;
}

interface RestockOptions {
  readonly plan: LoadPlan;
  /** How long before its arrival a journey's pet is listed; Infinity lists all before the load. */
  readonly leadSeconds: number;
  hand(supply: Supply): void;
}

/** Standard deviations by which random arrivals may outnumber the expected ones without waiting for stock. */
const deviations = 4;

export async function startRestocking({ plan, leadSeconds, hand }: RestockOptions): Promise<Restocking> {
  const { rate, seconds, seed } = plan.arrivals;
  const shop = createShopClient(plan.workload.origin);
  const operator = await signInOperator(shop);
  const sku = await operator.stockFood(mostOf(expectedArrivals(rate, seconds)));
  let listed = 0;
  let last: Promise<void> = Promise.resolve();
  const listUntil = async (most: number) => {
    const numbers = Array.from({ length: Math.max(0, most - listed) }, (_, index) => listed + index);
    listed += numbers.length;
    await listPets(numbers, async (number) => {
      const { category } = planShopper(seed, number);
      hand({ sku, petIds: [[number, await operator.listPet(number, category)]] });
    });
  };
  return {
    get requests() {
      return operator.requests;
    },
    keepAhead(elapsedSeconds) {
      const until = Math.min(seconds, elapsedSeconds + leadSeconds);
      last = last.then(() => listUntil(mostOf(expectedArrivals(rate, until))));
      return last;
    },
    close: () => shop.close(),
  };
}

function mostOf(expected: number): number {
  return Math.ceil(expected + deviations * Math.sqrt(expected) + 1);
}
