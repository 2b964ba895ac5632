import type { NewEvent } from '@petstore/contracts/events';
import type { ReservationItem } from './reservation-item.ts';

/** What a reservation tells of the animals that it holds. */
export function petsReserved(
  orderId: string,
  items: readonly Pick<ReservationItem, 'sku' | 'kind'>[],
  expiresAt: string,
): readonly NewEvent[] {
  return items
    .filter(({ kind }) => kind === 'pet')
    .map(({ sku }) => ({ type: 'PetReserved', subject: sku, data: { petId: sku, orderId, expiresAt } }));
}
