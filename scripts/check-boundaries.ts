import { decideViolations } from './boundaries/decide-violations.ts';
import { readSourceTree } from './boundaries/read-source-tree.ts';

/**
 * Prints every violation of the layout in the current folder as `path:line: what`, and exits with 1 if there is one.
 */
const violations = decideViolations(readSourceTree(process.cwd()));
for (const { path, line, message } of violations) {
  console.log(line > 0 ? `${path}:${line}: ${message}` : `${path}: ${message}`);
}
if (violations.length > 0) {
  console.log(`${violations.length} violations of the layout`);
  process.exitCode = 1;
}
