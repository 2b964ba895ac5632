import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildWhenStale } from './build-when-stale.mjs';
import { installWhenNeeded } from './install-when-needed.mjs';
import { npmArguments } from './npm-arguments.mjs';
import { createProgress } from './progress.mjs';
import { repositoryRoot as root } from './repository-root.mjs';
import { runMain } from './run-main.mjs';

/**
 * `npm start`: installs and builds when needed, then runs `petstore up --walk` with the given arguments. The command
 * runs in this process, so that Ctrl-C and signals reach it directly and its exit code is that of npm.
 */
await runMain(async () => {
  const args = npmArguments(process.argv.slice(2), process.env);
  const progress = createProgress();
  await installWhenNeeded({ root, progress });
  await buildWhenStale({ root, progress });
  process.argv.splice(2, Number.POSITIVE_INFINITY, 'up', '--walk', ...args);
  await import(pathToFileURL(join(root, 'dist', 'cli', 'main.mjs')).href);
});
