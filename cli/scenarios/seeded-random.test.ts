import { expect, test } from 'vitest';
import { pickOne, seededRandom } from './seeded-random.ts';

const draw = (seed: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: 1_000 }, random);
};

test('draws the same numbers for the same seed, and others for another', () => {
  expect(draw(42)).toEqual(draw(42));
  expect(draw(42)).not.toEqual(draw(43));
});

test('spreads over [0, 1)', () => {
  const drawn = draw(7);
  expect(drawn.every((number) => number >= 0 && number < 1)).toBe(true);
  expect(drawn.reduce((sum, number) => sum + number, 0) / drawn.length).toBeCloseTo(0.5, 1);
});

test('picks one of several, and none of none', () => {
  expect(pickOne(['a', 'b'], () => 0.99)).toBe('b');
  expect(pickOne([], () => 0)).toBeUndefined();
});
