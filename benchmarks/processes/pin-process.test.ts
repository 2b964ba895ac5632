import { describe, expect, it } from 'vitest';
import { planCores } from './pin-process.ts';

describe('the cores of a measurement', () => {
  it.each([
    [1, null],
    [2, { proxy: 0, callee: 1, generator: 1 }],
    [3, { proxy: 0, callee: 1, generator: 2 }],
    [64, { proxy: 0, callee: 1, generator: 2 }],
  ])('are assigned on a machine with %i', (count, expected) => {
    expect(planCores(count)).toEqual(expected);
  });
});
