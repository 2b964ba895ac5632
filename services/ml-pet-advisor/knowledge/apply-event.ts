import type { EventOf } from '@petstore/chassis/events';
import type { Transaction } from '@petstore/chassis/postgres';
import type { EventType } from '@petstore/contracts/events';
import { acceptExposures } from '../acceptance/exposure-store.ts';
import { countUse, savePet, saveProfile, setPetStatus } from './knowledge-store.ts';

/** Types of the events that update the read model. */
export const advisorEventTypes = [
  'PetListed',
  'PetReserved',
  'PetReleased',
  'PetSold',
  'CustomerProfileStated',
  'CustomerInteracted',
  'CartItemPut',
  'OrderDelivered',
] as const satisfies readonly EventType[];

type AdvisorEvent = EventOf<(typeof advisorEventTypes)[number]>;

/**
 * Records what a customer did with an item. A pet's sku is its id; an sku of another product matches no pet and has no
 * effect. A purchase counts as acceptance only with its order, which was checked when the feedback was received.
 */
function interacted(transaction: Transaction, event: EventOf<'CustomerInteracted'>): void {
  const { customerId, interaction, petId, sku, orderId } = event.data;
  const item = petId ?? sku;
  if (item === null) return;
  if (interaction === 'purchase') {
    if (orderId !== null) acceptExposures(transaction, customerId, item);
    return;
  }
  countUse(transaction, customerId, item, interaction === 'add-to-cart' ? 'cart' : 'view');
}

/** Applies an event to the read model, with one statement for each item; sent without waiting. */
export async function applyEvent(transaction: Transaction, event: AdvisorEvent): Promise<void> {
  switch (event.type) {
    case 'PetListed':
      return savePet(transaction, event.data);
    case 'PetReserved':
      return setPetStatus(transaction, event.data.petId, 'reserved');
    case 'PetReleased':
      return setPetStatus(transaction, event.data.petId, 'available');
    case 'PetSold':
      return setPetStatus(transaction, event.data.petId, 'sold');
    case 'CustomerProfileStated':
      return saveProfile(transaction, event.data);
    case 'CartItemPut': {
      const { customerId, sku, quantity } = event.data;
      if (quantity > 0) countUse(transaction, customerId, sku, 'cart');
      return;
    }
    case 'CustomerInteracted':
      return interacted(transaction, event);
    case 'OrderDelivered': {
      const { customerId, lines } = event.data;
      for (const { kind, sku } of lines) {
        if (kind === 'pet') countUse(transaction, customerId, sku, 'purchase');
      }
    }
  }
}
