import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { secondsSince } from './progress.mjs';
import { runChild } from './run-child.mjs';

const checks = [
  { name: 'format and lint', args: ['node_modules/@biomejs/biome/bin/biome', 'check', '--colors=off', '.'] },
  { name: 'boundaries', args: ['scripts/run-typescript.mjs', 'scripts/check-boundaries.ts'] },
  { name: 'commit subjects', args: ['scripts/run-typescript.mjs', 'scripts/check-commits.ts'] },
  { name: 'types', args: ['node_modules/typescript/bin/tsc', '--project', '.', '--pretty', 'false'] },
];

/** Runs the static checks in parallel and prints the result of each, with the full output of those that failed. */
export function runChecks({ root, progress }) {
  return Promise.all(checks.map((check) => runCheck(check, { root, progress })));
}

async function runCheck({ name, args }, { root, progress }) {
  const startedAt = performance.now();
  const [script, ...rest] = args;
  const { exitCode, output } = await runChild(process.execPath, [join(root, script), ...rest], { cwd: root });
  const passed = exitCode === 0;
  progress.say(`${passed ? 'ok    ' : 'FAILED'} ${name}: ${secondsSince(startedAt)}`);
  if (!passed) progress.say(output.trimEnd());
  return { name, passed };
}
