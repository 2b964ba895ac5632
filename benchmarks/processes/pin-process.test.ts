import { describe, expect, it } from 'vitest';
import { planCores } from './pin-process.ts';

describe('cores', () => {
  it.each([
    [1, null],
    [2, { proxy: 0, callee: 1, generator: 1 }],
    [3, { proxy: 0, callee: 1, generator: 2 }],
    [64, { proxy: 0, callee: 1, generator: 2 }],
  ])('of a machine that has %i', (count, expected) => {
    expect(planCores(count)).toEqual(expected);
  });
});
