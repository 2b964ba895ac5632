import type { Transaction } from '@petstore/chassis/postgres';
import { expect, it } from 'vitest';
import { applyBusinessEvent } from './apply-business-event.ts';

/** Names of the statements that an event's handling sends; it waits for none. */
async function sentFor(type: string, data: object): Promise<string[]> {
  const sent: string[] = [];
  const transaction: Transaction = {
    query: () => Promise.reject(new Error('waits for an answer')),
    send: ({ name = '' }) => {
      sent.push(name);
    },
  };
  await applyBusinessEvent(transaction, { type, data } as Parameters<typeof applyBusinessEvent>[1]);
  return sent;
}

const order = { orderId: 'o', customerId: 'ada', totalMinor: 1, currency: 'USD' };

it.each([
  ['OrderPlaced', { ...order, isFromCart: true }, ['orders-insert', 'carts-order']],
  ['OrderPlaced', { ...order, isFromCart: false }, ['orders-insert']],
  ['OrderItemsReserved', order, ['orders-set-status']],
  ['OrderDelivered', order, ['orders-set-delivered']],
  ['PaymentCaptured', { ...order, paymentId: 'p', amountMinor: 1 }, ['payments-note-captured-at']],
  ['CartItemPut', { customerId: 'ada', sku: 'rex', quantity: 1 }, ['carts-put-line']],
  ['CartItemPut', { customerId: 'ada', sku: 'rex', quantity: 0 }, ['carts-remove-line']],
  ['CustomerInteracted', { customerId: 'ada', interaction: 'view' }, ['interactions-insert']],
  ['RecommendationsServed', { customerId: 'ada', recommendationId: 'r' }, ['recommendation-lists-insert']],
])('handles %s %j with the statements %j', async (type, data, statements) => {
  expect(await sentFor(type, data)).toEqual(statements);
});
