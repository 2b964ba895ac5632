import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { decideSubjectProblem } from './boundaries/decide-subject-problem.ts';

/** The last commit before the form of subjects was introduced, and its time. */
const lastFree = { hash: 'd78ed27f5ab41335936c6f34f3f08b12a1a78fcb', at: '2026-11-30T00:00:00Z' };

/** Prints every later commit whose subject is not `area: change`, and exits with 1 if there is one. */
const root = realpathSync(process.cwd());
if (isTopOfRepository(root)) {
  const refused = listCommits().flatMap(({ hash, subject }) => {
    const problem = decideSubjectProblem(subject);
    return problem === undefined ? [] : [`${hash} "${subject}" ${problem}`];
  });
  for (const line of refused) console.log(line);
  if (refused.length > 0) {
    console.log(
      `${refused.length} commit subjects are not "area: change": reword them (git rebase --interactive)`,
    );
    process.exitCode = 1;
  }
} else {
  console.log('not the top of a git repository: there are no commits to check');
}

function isTopOfRepository(folder: string): boolean {
  const { status, stdout } = runGit(['rev-parse', '--show-toplevel']);
  return status === 0 && realpathSync(stdout.trim()) === folder;
}

function listCommits(): { hash: string; subject: string }[] {
  // A shallow clone or a rewritten history does not contain the commit; then its time is the limit.
  const isKnown = runGit(['merge-base', '--is-ancestor', lastFree.hash, 'HEAD']).status === 0;
  const range = isKnown ? [`${lastFree.hash}..HEAD`] : [`--since=${lastFree.at}`, 'HEAD'];
  const { status, stdout, stderr } = runGit(['log', '--no-merges', '--format=%h%x09%s', ...range]);
  if (status !== 0) throw new Error(`git log failed: ${stderr.trim()}`);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [hash = '', ...rest] = line.split('\t');
      return { hash, subject: rest.join('\t') };
    });
}

function runGit(args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync('git', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}
