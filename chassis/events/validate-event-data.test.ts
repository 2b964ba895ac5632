import type { NewEvent } from '@petstore/contracts/events';
import { expect, it } from 'vitest';
import { validateEventData } from './validate-event-data.ts';

it('accepts data that matches the schema of its type', () => {
  validateEventData({ type: 'PetSold', subject: 'pet-1', data: { petId: 'pet-1', orderId: 'ord_1' } });
});

it('names every path that does not match, and no value', () => {
  const data = { customerId: 'c', sku: 7, quantity: -1 };
  const event = { type: 'CartItemPut', subject: 'c', data } as unknown as NewEvent;
  expect(() => validateEventData(event)).toThrowError(
    expect.objectContaining({
      code: 'event-data-invalid',
      kind: 'bug',
      message: expect.stringMatching(/CartItemPut.*\/sku.*\/quantity/),
    }),
  );
});
