import { join, relative } from 'node:path';
import { askRegistry } from './ask-registry.mjs';
import { decideAudit } from './decide-audit.mjs';
import { createProgress } from './progress.mjs';
import { readAuditExceptions } from './read-audit-exceptions.mjs';
import { repositoryRoot as root } from './repository-root.mjs';
import { runMain } from './run-main.mjs';

/**
 * `npm run audit`: fails when a production dependency has a known vulnerability of high or critical severity that no
 * exception covers. Exceptions are read from .ci/audit-exceptions.json, or from the FILE of `npm run audit -- FILE`. A
 * registry without an audit endpoint, or one that cannot be reached, is not a failure.
 */
await runMain(async () => {
  const progress = createProgress();
  const today = new Date().toISOString().slice(0, 10);
  const path = process.argv[2] ?? join(root, '.ci', 'audit-exceptions.json');
  const exceptions = readAuditExceptions(path, today);
  const answer = await askRegistry(root);
  if (answer.outcome === 'unanswered') {
    progress.say(`audit: NOT DONE, because ${answer.reason}`);
    progress.say('audit: known vulnerabilities of dependencies were not looked for; going on without');
    return;
  }
  const { lines, hasFailed } = decideAudit({
    advisories: answer.advisories,
    exceptions,
    file: relative(root, path),
    today,
  });
  for (const line of lines) progress.say(`audit: ${line}`);
  process.exitCode = hasFailed ? 1 : 0;
});
