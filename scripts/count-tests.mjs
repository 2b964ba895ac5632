/**
 * Sums a vitest report. Failures outside of a test count too: a file that could not be loaded, a hook that threw, and a
 * run that exited with an error although every test passed, or that wrote no report (`crashed` says how).
 */
export function countTests(report, exitCode) {
  if (!report) {
    return {
      passed: 0,
      failed: 1,
      skipped: 0,
      crashed: `vitest ended with exit code ${exitCode} and no report`,
    };
  }
  const counts = { passed: 0, failed: 0, skipped: 0, crashed: undefined };
  for (const file of report.testResults) {
    const statuses = file.assertionResults.map(({ status }) => status);
    const failed = statuses.filter((status) => status === 'failed').length;
    const passed = statuses.filter((status) => status === 'passed').length;
    counts.passed += passed;
    counts.skipped += statuses.length - passed - failed;
    counts.failed += file.status === 'failed' && failed === 0 ? 1 : failed;
  }
  if (exitCode !== 0 && counts.failed === 0) {
    counts.failed = 1;
    counts.crashed = `vitest ended with exit code ${exitCode} although no test failed`;
  }
  return counts;
}
