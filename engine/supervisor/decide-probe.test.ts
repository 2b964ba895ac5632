import { expect, test } from 'vitest';
import { decideProbe, freshProbeHistory, type ProbeTiming, type ProbeVerdict } from './decide-probe.ts';

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
