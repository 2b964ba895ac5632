import { describe, expect, it } from 'vitest';
import { summarizeTests } from './summarize-tests.mjs';

const checks = [
  { name: 'types', passed: true },
  { name: 'boundaries', passed: true },
];
const tests = { passed: 5, failed: 0, skipped: 0, crashed: undefined };

describe('summarizeTests', () => {
  it('counts each check as one test', () => {
    expect(summarizeTests({ checks, tests, failWhenSkipped: false })).toEqual({
      lines: ['tests: 7 passed, 0 failed'],
      failed: 0,
    });
  });

  it('names the checks that failed, and counts them', () => {
    const summary = summarizeTests({
      checks: [...checks, { name: 'lint', passed: false }],
      tests: { ...tests, failed: 2 },
      failWhenSkipped: false,
    });
    expect(summary).toEqual({ lines: ['checks failed: lint', 'tests: 7 passed, 3 failed'], failed: 3 });
  });

  it('reports skipped tests on a line of their own', () => {
    const summary = summarizeTests({ checks, tests: { ...tests, skipped: 4 }, failWhenSkipped: false });
    expect(summary).toEqual({ lines: ['4 skipped', 'tests: 7 passed, 0 failed'], failed: 0 });
  });

  it('counts skipped tests as failures where nothing may be skipped', () => {
    const summary = summarizeTests({ checks, tests: { ...tests, skipped: 4 }, failWhenSkipped: true });
    expect(summary.failed).toBe(4);
    expect(summary.lines.at(-1)).toBe('tests: 7 passed, 4 failed');
  });

  it('says what crashed before the sum', () => {
    const crashed = { ...tests, failed: 1, crashed: 'vitest ended with exit code 7 and no report' };
    expect(summarizeTests({ checks, tests: crashed, failWhenSkipped: false }).lines).toEqual([
      'counted as a failure: vitest ended with exit code 7 and no report',
      'tests: 7 passed, 1 failed',
    ]);
  });
});
