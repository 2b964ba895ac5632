#!/usr/bin/env node
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildWhenStale, isBuildFresh } from '../../scripts/build-when-stale.mjs';
import { dependencyState } from '../../scripts/dependency-state.mjs';
import { createProgress } from '../../scripts/progress.mjs';
import { repositoryRoot as root } from '../../scripts/repository-root.mjs';
import { runMain } from '../../scripts/run-main.mjs';
import { StepFailed } from '../../scripts/step-failed.mjs';

/** Builds the command line when it is stale, and becomes it; standard output stays the command's own. */
await runMain(async () => {
  if (!isBuildFresh(root)) {
    const state = dependencyState(root);
    if (state !== 'current')
      throw new StepFailed(`The dependencies are ${state}: run \`npm ci\` in ${root}.`);
    await buildWhenStale({ root, progress: createProgress(process.stderr) });
  }
  await import(pathToFileURL(join(root, 'dist', 'cli', 'main.mjs')).href);
});
