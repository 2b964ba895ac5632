import { expect, test } from 'vitest';
import { summarizeCauses } from './check.ts';

test.each([
  [['a is away.'], 'a is away'],
  [['a.', 'b.', 'c.'], 'a; b; c'],
  [['a', 'b', 'c', 'd', 'e'], 'a; b; c; and 2 more'],
])('names at most three causes: %j', (causes, expected) => {
  expect(summarizeCauses(causes)).toBe(expected);
});
