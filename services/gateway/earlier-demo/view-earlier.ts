import type { EarlierFailure, EarlierOrder, EarlierPet, Order, Pet, Problem } from '@petstore/contracts/http';
import { toWholeUnits, writeEarlierOrderId } from './translate-values.ts';

/** A pet in the representation of the earlier demo. */
export function viewEarlierPet({ id, name, category, breed, price, ...pet }: Pet): EarlierPet {
  return {
    pet_id: id,
    name,
    category,
    breed: breed.name,
    price: toWholeUnits(price.amountMinor, price.currency),
    currency: price.currency,
    pet_status: pet.status,
    available: pet.available,
    description: pet.description,
  };
}

/** An order in the representation of the earlier demo, with the statuses of the current API. */
export function viewEarlierOrder(order: Order): EarlierOrder {
  const { id: orderId, customerId, items, total, cancellation } = order;
  return {
    order_id: writeEarlierOrderId({ customerId, orderId }),
    customer_id: customerId,
    pet_id: items.find(({ kind }) => kind === 'pet')?.sku ?? null,
    order_status: order.status,
    total_amount: toWholeUnits(total.amountMinor, total.currency),
    currency: total.currency,
    cancellation_reason: cancellation?.reason ?? null,
    created_at: order.placedAt,
    updated_at: order.updatedAt,
  };
}

/** Problem details in the earlier demo's envelope. */
export function viewEarlierFailure({ code, detail, correlationId, reason, errors }: Problem): EarlierFailure {
  return {
    status: 'error',
    correlation_id: correlationId,
    error: {
      code,
      message: detail,
      ...(reason === undefined ? {} : { reason }),
      ...(errors === undefined ? {} : { errors }),
    },
  };
}
