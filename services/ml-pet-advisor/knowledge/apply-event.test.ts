import type { Transaction } from '@petstore/chassis/postgres';
import { expect, it } from 'vitest';
import { applyEvent } from './apply-event.ts';

/** Names of the statements that an event's handling sends; it waits for none. */
async function sentFor(type: string, data: object): Promise<string[]> {
  const sent: string[] = [];
  const transaction: Transaction = {
    query: () => Promise.reject(new Error('waits for an answer')),
    send: ({ name = '' }) => {
      sent.push(name);
    },
  };
  await applyEvent(transaction, { type, data } as Parameters<typeof applyEvent>[1]);
  return sent;
}

const customerId = 'ada';
const lines = [
  { sku: 'rex', kind: 'pet' },
  { sku: 'chew', kind: 'product' },
];

it.each([
  ['CustomerInteracted', { customerId, interaction: 'view', petId: 'rex' }, ['record-use']],
  ['CustomerInteracted', { customerId, interaction: 'add-to-cart', petId: 'rex' }, ['record-use']],
  ['CustomerInteracted', { customerId, interaction: 'purchase', petId: 'rex', orderId: null }, []],
  [
    'CustomerInteracted',
    { customerId, interaction: 'purchase', petId: 'rex', orderId: 'o' },
    ['accept-exposures'],
  ],
  ['CartItemPut', { customerId, sku: 'rex', quantity: 1 }, ['record-use']],
  ['CartItemPut', { customerId, sku: 'rex', quantity: 0 }, []],
  ['PetReserved', { petId: 'rex' }, ['update-pet-status']],
  ['PetSold', { petId: 'rex' }, ['update-pet-status']],
  ['OrderDelivered', { customerId, lines }, ['record-use']],
])('handles %s %j with the statements %j', async (type, data, statements) => {
  expect(await sentFor(type, data)).toEqual(statements);
});
