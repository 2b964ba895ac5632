import { buildWhenStale } from './build-when-stale.mjs';
import { installWhenNeeded } from './install-when-needed.mjs';
import { createProgress } from './progress.mjs';
import { repositoryRoot as root } from './repository-root.mjs';
import { runMain } from './run-main.mjs';

/** `npm run build`: builds `dist/` when it is stale; `-- --force` always builds. */
await runMain(async () => {
  const progress = createProgress();
  await installWhenNeeded({ root, progress });
  const built = await buildWhenStale({ root, progress, force: process.argv.includes('--force') });
  if (!built) progress.say('dist/ is up to date');
});
