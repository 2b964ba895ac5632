import { performance } from 'node:perf_hooks';
import { installWhenNeeded } from './install-when-needed.mjs';
import { createProgress, secondsSince } from './progress.mjs';
import { repositoryRoot as root } from './repository-root.mjs';
import { runChecks } from './run-checks.mjs';
import { runMain } from './run-main.mjs';
import { runVitest } from './run-vitest.mjs';
import { summarizeTests } from './summarize-tests.mjs';

/** `npm run check`: format, lint, boundaries, types, unit tests and documents; needs no build. */
await runMain(async () => {
  const startedAt = performance.now();
  const progress = createProgress();
  await installWhenNeeded({ root, progress });
  const checks = await runChecks({ root, progress });
  const tests = await runVitest({ root, projects: ['unit'] });
  const summary = summarizeTests({ checks, tests, failWhenSkipped: false });
  progress.say(`\nall of it took ${secondsSince(startedAt)}`);
  for (const line of summary.lines) progress.say(line);
  process.exitCode = summary.failed > 0 ? 1 : 0;
});
