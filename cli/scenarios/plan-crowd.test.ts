import { expect, test } from 'vitest';
import { planCrowd } from './plan-crowd.ts';

function plan(count: number) {
  const ids = Array.from({ length: count }, (_, index) => `journey-${index}`);
  return planCrowd({ count, seed: 7, withMl: true, newCorrelationId: () => ids.pop() ?? '' });
}

test('gives each journey a customer of its own while there are enough', () => {
  const lanes = plan(20);
  expect(lanes.map(({ length }) => length)).toEqual(Array.from({ length: 20 }, () => 1));
  const walks = lanes.flat();
  expect(new Set(walks.map(({ customerId }) => customerId)).size).toBe(20);
  expect(new Set(walks.map(({ correlationId }) => correlationId)).size).toBe(20);
  expect(new Set(walks.map(({ seed }) => seed)).size).toBe(20);
  expect(new Set(walks.map(({ persona }) => persona.name)).size).toBe(3);
});

test('reuses the sixty customers sequentially when there are more journeys', () => {
  const lanes = plan(130);
  expect(lanes).toHaveLength(60);
  expect(lanes.flat()).toHaveLength(130);
  expect(lanes[0]?.map(({ customerId }) => customerId)).toEqual(Array(3).fill('customer-001'));
  expect(lanes[59]?.map(({ customerId }) => customerId)).toEqual(Array(2).fill('customer-060'));
});
