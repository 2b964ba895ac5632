import { expect, test } from 'vitest';
import { hashText, pickOne, randomInteger, seededRandom, shuffled } from './seeded-random.ts';

const draw = (seed: number | string) => {
  const random = seededRandom(seed);
  return Array.from({ length: 1_000 }, random);
};

test('draws the same numbers for the same seed, and others for another', () => {
  expect(draw(42)).toEqual(draw(42));
  expect(draw(42)).not.toEqual(draw(43));
  expect(draw('koi')).toEqual(draw('koi'));
  expect(draw('koi')).not.toEqual(draw('beagle'));
});

test('draws the sequence of mulberry32 that stored catalogues were made with', () => {
  expect(draw(42).slice(0, 3)).toEqual([0.6011037519201636, 0.44829055899754167, 0.8524657934904099]);
  expect(draw('koi')[0]).toBe(draw(hashText('koi'))[0]);
});

test('spreads over [0, 1)', () => {
  const drawn = draw(7);
  expect(drawn.every((number) => number >= 0 && number < 1)).toBe(true);
  expect(drawn.reduce((sum, number) => sum + number, 0) / drawn.length).toBeCloseTo(0.5, 1);
});

test.each([
  ['', 0x811c9dc5],
  ['a', 0xe40c292c],
  ['foobar', 0xbf9cf968],
])('hashes %j as FNV-1a does', (text, hash) => {
  expect(hashText(text)).toBe(hash);
});

test('draws integers from the lowest to the highest', () => {
  expect([0, 0.5, 0.999].map((number) => randomInteger(3, 5, () => number))).toEqual([3, 4, 5]);
});

test('picks one of several, and refuses to pick from an empty list', () => {
  expect(pickOne(['a', 'b'], () => 0.99)).toBe('b');
  expect(() => pickOne([], () => 0)).toThrow(RangeError);
});

test('reorders without losing an item', () => {
  const items = Array.from({ length: 50 }, (_, index) => index);
  const reordered = shuffled(items, seededRandom(1));
  expect(reordered).not.toEqual(items);
  expect(reordered.toSorted((one, other) => one - other)).toEqual(items);
});
