import { expect, test } from 'vitest';
import { decideProgress, type ProgressObservation } from './decide-progress.ts';

const done: ProgressObservation = {
  wanted: 2,
  updated: 2,
  available: 2,
  leaving: 0,
  unmovedMs: 0,
  progressDeadlineMs: 600_000,
};

test.each([
  [{}, 'complete', '2 of 2 current pods available'],
  [{ unmovedMs: 700_000 }, 'complete', '2 of 2 current pods available'],
  [{ leaving: 1 }, 'progressing', '2 of 2 current pods available, 1 still to go'],
  [{ available: 1 }, 'progressing', '1 of 2 current pods available'],
  [{ updated: 3 }, 'progressing', '2 of 2 current pods available'],
  [
    { available: 1, unmovedMs: 600_000 },
    'stalled',
    '1 of 2 current pods available; no progress for more than 600 s',
  ],
] as const)('%j is %s', (changes, phase, reason) => {
  expect(decideProgress({ ...done, ...changes })).toEqual({ phase, reason });
});
