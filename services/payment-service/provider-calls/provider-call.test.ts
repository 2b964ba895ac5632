import { expect, it } from 'vitest';
import { retryDelayMs } from './provider-call.ts';

it.each([
  [0, 500],
  [1, 500],
  [2, 1_000],
  [6, 16_000],
  [7, 30_000],
  [4_000, 30_000],
])('retries a call in doubt after attempt %i in %i ms', (attempts, expected) => {
  expect(retryDelayMs({ attempts })).toBe(expected);
});
