import { expect, test } from 'vitest';
import { decideRestart, noCrashes } from './decide-restart.ts';

function delaysOf(runsMs: readonly number[]): number[] {
  let history = noCrashes;
  return runsMs.map((ranForMs) => {
    const decision = decideRestart(history, ranForMs);
    history = decision.history;
    return decision.delayMs / 1000;
  });
}

test('restarts at once the first time, then doubles from 10 s to 300 s', () => {
  expect(delaysOf([5, 5, 5, 5, 5, 5, 5, 5])).toEqual([0, 10, 20, 40, 80, 160, 300, 300]);
});

test('forgets the past after ten minutes of running', () => {
  expect(delaysOf([5, 5, 5, 600_000, 5])).toEqual([0, 10, 20, 0, 10]);
});

test('does not forget just before ten minutes', () => {
  expect(delaysOf([5, 5, 599_999])).toEqual([0, 10, 20]);
});
