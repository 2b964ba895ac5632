/** Closing lines of a test run; the last one is the sum, in which each check counts as one test. */
export function summarizeTests({ checks, tests, failWhenSkipped }) {
  const failedChecks = checks.filter((check) => !check.passed);
  const refused = failWhenSkipped ? tests.skipped : 0;
  const failed = tests.failed + failedChecks.length + refused;
  const passed = tests.passed + checks.length - failedChecks.length;
  const lines = [];
  if (failedChecks.length > 0)
    lines.push(`checks failed: ${failedChecks.map(({ name }) => name).join(', ')}`);
  if (tests.crashed) lines.push(`counted as a failure: ${tests.crashed}`);
  if (refused > 0) lines.push(`${refused} skipped, and with CI=true a skipped test is a failure`);
  else if (tests.skipped > 0) lines.push(`${tests.skipped} skipped`);
  lines.push(`tests: ${passed} passed, ${failed} failed`);
  return { lines, failed };
}
