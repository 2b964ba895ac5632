import { performance } from 'node:perf_hooks';
import { buildWhenStale } from './build-when-stale.mjs';
import { installWhenNeeded } from './install-when-needed.mjs';
import { createProgress, secondsSince } from './progress.mjs';
import { repositoryRoot as root } from './repository-root.mjs';
import { runChecks } from './run-checks.mjs';
import { runMain } from './run-main.mjs';
import { runVitest } from './run-vitest.mjs';
import { StepFailed } from './step-failed.mjs';
import { summarizeTests } from './summarize-tests.mjs';

/**
 * `npm test`: installs and builds when needed, runs every check and every test even when some fail, and prints the sum
 * as the last line. Arguments filter the test files: `npm test -- engine/mesh`.
 */
await runMain(async () => {
  const startedAt = performance.now();
  const progress = createProgress();
  await installWhenNeeded({ root, progress });
  const checks = [await build(progress), ...(await runChecks({ root, progress }))];
  const projects = checks[0].passed ? ['unit', 'integration', 'system'] : ['unit'];
  const tests = await runVitest({ root, projects, filters: process.argv.slice(2) });
  const summary = summarizeTests({ checks, tests, failWhenSkipped: process.env.CI === 'true' });
  progress.say(`\nall of it took ${secondsSince(startedAt)}`);
  for (const line of summary.lines) progress.say(line);
  process.exitCode = summary.failed > 0 ? 1 : 0;
});

/** Tests of real processes are skipped when the build fails, because they would test the previous build. */
async function build(progress) {
  try {
    await buildWhenStale({ root, progress });
    return { name: 'build', passed: true };
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    progress.say(`FAILED build: integration and system tests are left out\n${error.message}`);
    return { name: 'build', passed: false };
  }
}
