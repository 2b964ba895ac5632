import type { EventOf } from '@petstore/chassis/events';
import type { Queryable } from '@petstore/chassis/postgres';
import type { EventType } from '@petstore/contracts/events';
import { acceptExposures } from '../acceptance/exposure-store.ts';
import { countUse, saveOwnedPet, savePet, saveProfile, setPetStatus } from './knowledge-store.ts';

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

/** A pet's sku is its id; an sku of another product matches no pet and has no effect. */
async function putInCart(transaction: Queryable, customerId: string, petId: string): Promise<void> {
  await countUse(transaction, petId, 'cart');
  await acceptExposures(transaction, customerId, petId);
}

/** A purchase counts as acceptance only with its order, which was checked when the feedback was received. */
async function interacted(transaction: Queryable, event: EventOf<'CustomerInteracted'>): Promise<void> {
  const { customerId, interaction, petId, sku, orderId } = event.data;
  const item = petId ?? sku;
  if (item === null) return;
  if (interaction === 'add-to-cart') return putInCart(transaction, customerId, item);
  if (interaction === 'purchase') {
    if (orderId !== null) await acceptExposures(transaction, customerId, item);
    return;
  }
  await countUse(transaction, item, 'view');
}

async function delivered(transaction: Queryable, event: EventOf<'OrderDelivered'>): Promise<void> {
  const { customerId, lines } = event.data;
  for (const line of lines) {
    if (line.kind !== 'pet') continue;
    await countUse(transaction, line.sku, 'purchase');
    await saveOwnedPet(transaction, customerId, line.sku);
    await acceptExposures(transaction, customerId, line.sku);
  }
}

/** Applies an event to the read model. */
export async function applyEvent(transaction: Queryable, event: AdvisorEvent): Promise<void> {
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
    case 'CartItemPut':
      if (event.data.quantity > 0) await putInCart(transaction, event.data.customerId, event.data.sku);
      return;
    case 'CustomerInteracted':
      return interacted(transaction, event);
    case 'OrderDelivered':
      return delivered(transaction, event);
  }
}
