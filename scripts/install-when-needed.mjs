import { join } from 'node:path';
import { dependencyState } from './dependency-state.mjs';
import { runChild } from './run-child.mjs';
import { StepFailed } from './step-failed.mjs';
import { withLock } from './with-lock.mjs';

/** Installs the locked dependencies unless they are current; concurrent callers install once. */
export async function installWhenNeeded({ root, progress }) {
  if (dependencyState(root) === 'current') return;
  await withLock(join(root, 'dist', '.install.lock'), async () => {
    if (dependencyState(root) === 'current') return;
    await progress.step('installing dependencies (npm ci)', () => install(root));
  });
}

async function install(root) {
  const [command, ...prefix] = npmCommand();
  const args = [...prefix, 'ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const { exitCode } = await runChild(command, args, { cwd: root, inherit: true }).catch((error) => {
    if (error instanceof StepFailed) throw error;
    throw new StepFailed(`npm could not be started (${error.message}): it comes with Node.js.`);
  });
  if (exitCode !== 0) throw new StepFailed(`npm ci failed with exit code ${exitCode}.`, exitCode);
}

/** The npm that started this process, rather than another one on the PATH. */
export function npmCommand() {
  const path = process.env.npm_execpath;
  return path?.endsWith('npm-cli.js') ? [process.execPath, path] : ['npm'];
}
