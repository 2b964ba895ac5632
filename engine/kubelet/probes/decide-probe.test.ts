import { expect, test } from 'vitest';
import {
  decideNextProbe,
  decideProbe,
  freshProbeHistory,
  type ProbeTiming,
  type ProbeVerdict,
} from './decide-probe.ts';

const timing = {
  initialDelayMs: 0,
  periodMs: 5000,
  timeoutMs: 1000,
  successThreshold: 1,
  failureThreshold: 3,
};

function verdictAfter(results: string, thresholds: { success: number; failure: number }): ProbeVerdict {
  const timing: ProbeTiming = {
    initialDelayMs: 0,
    periodMs: 1000,
    timeoutMs: 1000,
    successThreshold: thresholds.success,
    failureThreshold: thresholds.failure,
  };
  let history = freshProbeHistory;
  for (const letter of results) {
    history = decideProbe(timing, history, { isSuccess: letter === '+', reason: letter });
  }
  return history.verdict;
}

test.each([
  ['', 1, 3, 'unknown'],
  ['+', 1, 3, 'passing'],
  ['+', 2, 3, 'unknown'],
  ['+-+', 2, 3, 'unknown'],
  ['++', 2, 3, 'passing'],
  ['-', 1, 3, 'unknown'],
  ['---', 1, 3, 'failing'],
  ['+--', 1, 3, 'passing'],
  ['+---', 1, 3, 'failing'],
  ['+--+--', 1, 3, 'passing'],
  ['---+', 1, 3, 'passing'],
  ['---+', 2, 3, 'failing'],
  ['-', 1, 1, 'failing'],
] as const)(
  'after results "%s" with thresholds %i and %i the verdict is %s',
  (results, success, failure, verdict) => {
    expect(verdictAfter(results, { success, failure })).toBe(verdict);
  },
);

test('says how far a result is from its threshold', () => {
  const timing = { initialDelayMs: 0, periodMs: 1, timeoutMs: 1, successThreshold: 1, failureThreshold: 3 };
  const history = decideProbe(timing, freshProbeHistory, { isSuccess: false, reason: 'status 503' });
  expect(history.reason).toBe('failure 1 of 3: status 503');
});

test.each([
  ['a first failure counts and is asked again soon', 'unknown', false, null, true, true, 100],
  ['a further failure within the period does not count', 'unknown', false, 4999, true, false, 100],
  ['a failure a period later counts', 'unknown', false, 5000, true, true, 100],
  ['a failing container is asked soon too', 'failing', false, 100, true, false, 100],
  ['an early success counts at once', 'unknown', true, 100, true, true, 5000],
  ['a container that has passed is asked once a period', 'passing', false, 5000, true, true, 5000],
  ['a probe that is not eager keeps its period', 'unknown', false, null, false, true, 5000],
] as const)('%s', (_title, verdict, isSuccess, sinceCountedMs, isEager, counts, nextInMs) => {
  expect(decideNextProbe(timing, { verdict, isSuccess, sinceCountedMs, isEager })).toEqual({
    counts,
    nextInMs,
  });
});

test('never waits longer than a period that is shorter than the eager interval', () => {
  const moment = { verdict: 'unknown', isSuccess: false, sinceCountedMs: null, isEager: true } as const;
  expect(decideNextProbe({ ...timing, periodMs: 20 }, moment).nextInMs).toBe(20);
});
