import { expect, it } from 'vitest';
import { createRateLimit } from './rate-limit.ts';

it('admits one second’s requests at once, then refills with time', () => {
  const limit = createRateLimit();
  expect([1, 2, 3].map(() => limit.take(2, 1_000))).toEqual([true, true, false]);
  expect(limit.take(2, 1_400)).toBe(false);
  expect(limit.take(2, 1_600)).toBe(true);
  expect(limit.take(2, 1_600)).toBe(false);
});

it('refills to at most one second’s requests', () => {
  const limit = createRateLimit();
  limit.take(2, 0);
  expect([1, 2, 3].map(() => limit.take(2, 60_000))).toEqual([true, true, false]);
});

it('starts with a full bucket when the rate changes', () => {
  const limit = createRateLimit();
  expect([1, 2].map(() => limit.take(1, 0))).toEqual([true, false]);
  expect([1, 2, 3].map(() => limit.take(2, 0))).toEqual([true, true, false]);
});
