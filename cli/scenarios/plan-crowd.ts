import { allPersonas } from '@petstore/shoppers/personas';
import type { CustomerPlan } from './walk-customer.ts';

interface CrowdOrder {
  readonly count: number;
  readonly seed: number;
  readonly withMl: boolean;
  readonly newCorrelationId: () => string;
}

/** The shop is seeded with `customer-001` to this number. */
const seededCustomers = 60;
const seedStride = 7_919;

/**
 * Distributes journeys over lanes, one per customer. Lanes run concurrently; the journeys of a lane run sequentially,
 * because a customer has one cart. Persona and seed vary by journey.
 */
export function planCrowd({ count, seed, withMl, newCorrelationId }: CrowdOrder): readonly CustomerPlan[][] {
  const lanes: CustomerPlan[][] = Array.from({ length: Math.min(count, seededCustomers) }, () => []);
  for (let index = 0; index < count; index += 1) {
    const lane = index % lanes.length;
    const persona = allPersonas[index % allPersonas.length];
    if (persona === undefined) throw new TypeError('there is no persona');
    lanes[lane]?.push({
      customerId: `customer-${String(lane + 1).padStart(3, '0')}`,
      correlationId: newCorrelationId(),
      persona,
      seed: (seed + index * seedStride) % 2 ** 32,
      withMl,
    });
  }
  return lanes;
}
