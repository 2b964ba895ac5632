import { expect, it } from 'vitest';
import { deadlineAfter, remainingOf } from './index.ts';

it('counts down on its own clock and stops at zero', () => {
  let nowMs = 1_000;
  const deadline = deadlineAfter(250, () => nowMs);
  expect(deadline.remainingMs()).toBe(250);
  nowMs = 1_200;
  expect(remainingOf(deadline)).toBe(50);
  nowMs = 9_000;
  expect(deadline.remainingMs()).toBe(0);
});

it('leaves unlimited time without a deadline', () => {
  expect(remainingOf(undefined)).toBe(Number.POSITIVE_INFINITY);
});
