import { expect, it } from 'vitest';
import { decideCap } from './decide-cap.ts';

const caps = { mostOpenOrders: 3, mostOpenItems: 10 };
const lines = [{ quantity: 1 }, { quantity: 3 }];

it.each([
  [0, 0],
  [2, 6],
])('allows an order by a customer who has %i open orders with %i items', (orders, items) => {
  expect(decideCap({ orders, items }, lines, caps)).toBeNull();
});

it('states the number of open orders and its limit', () => {
  const refusal = decideCap({ orders: 3, items: 3 }, lines, caps);
  expect(refusal?.refused).toBe('too-many-open-orders');
  expect(refusal?.reason).toMatch(/^You have 3 open orders, and the maximum is 3/);
});

it('counts the units of the new order', () => {
  const refusal = decideCap({ orders: 2, items: 7 }, lines, caps);
  expect(refusal?.refused).toBe('too-many-open-items');
  expect(refusal?.reason).toBe('Your open orders contain 7 items, and the maximum is 10; this order has 4.');
});
