import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The commit that is checked out, with a mark where the tree differs from it; null where git knows nothing of the folder. */
export async function readCommit(root: string): Promise<string | null> {
  try {
    const commit = await git(root, 'rev-parse', '--short=12', 'HEAD');
    const changes = await git(root, 'status', '--porcelain');
    return changes === '' ? commit : `${commit}+changes`;
  } catch {
    // An archive without a history, or a machine without git: the figures are good all the same.
    return null;
  }
}

async function git(root: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', args, { cwd: root });
  return stdout.trim();
}
