import { expect, it } from 'vitest';
import { decideRetryDelayMs } from './decide-retry-delay.ts';

it.each([
  [0, 500],
  [1, 500],
  [2, 1_000],
  [6, 16_000],
  [7, 30_000],
  [4_000, 30_000],
])('after attempt %i waits %i ms', (attempts, expected) => {
  expect(decideRetryDelayMs(attempts)).toBe(expected);
});
