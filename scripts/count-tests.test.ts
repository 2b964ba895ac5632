import { describe, expect, it } from 'vitest';
import { countTests } from './count-tests.mjs';

const file = (status: string, ...statuses: string[]) => ({
  status,
  assertionResults: statuses.map((one) => ({ status: one })),
});

describe('countTests', () => {
  it('sums the files', () => {
    const report = {
      testResults: [
        file('passed', 'passed', 'passed', 'skipped'),
        file('failed', 'passed', 'failed', 'todo'),
      ],
    };
    expect(countTests(report, 1)).toEqual({ passed: 3, failed: 1, skipped: 2, crashed: undefined });
  });

  it('counts a file that could not be loaded as one failure', () => {
    expect(countTests({ testResults: [file('failed'), file('passed', 'passed')] }, 1)).toMatchObject({
      passed: 1,
      failed: 1,
    });
  });

  it('counts a file whose hook threw as one failure, whatever the results of its tests', () => {
    expect(countTests({ testResults: [file('failed', 'passed', 'skipped')] }, 1)).toMatchObject({
      passed: 1,
      failed: 1,
      skipped: 1,
    });
  });

  it('counts an exit code other than 0 without a failed test as a failure, and says so', () => {
    expect(countTests({ testResults: [file('passed', 'passed')] }, 1)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
      crashed: 'vitest ended with exit code 1 although no test failed',
    });
  });

  it('counts a run without a report as a failure even with exit code 0', () => {
    expect(countTests(undefined, 0)).toMatchObject({
      passed: 0,
      failed: 1,
      crashed: expect.stringContaining('no report'),
    });
  });
});
