import { decideCircleViolations } from './decide-circle-violations.ts';
import { decideDependencyViolations } from './decide-dependency-violations.ts';
import { decideImportViolations } from './decide-import-violations.ts';
import { decideNameViolations } from './decide-name-violations.ts';
import { decideShapeViolations } from './decide-shape-violations.ts';
import { readSourceFacts, type SourceFacts } from './read-source-facts.ts';
import type { SourceTree, Violation } from './source-tree.ts';

/** Every violation of the layout in a tree, by path and line. Pure: reads nothing but its arguments. */
export function decideViolations(tree: SourceTree): Violation[] {
  const violations = tree.paths.flatMap((path) => decideNameViolations(path));
  const factsByPath = new Map<string, SourceFacts>();
  for (const [path, text] of tree.sources) {
    const facts = tryReadFacts(path, text);
    if ('message' in facts) violations.push(facts);
    else factsByPath.set(path, facts);
  }
  for (const [path, facts] of factsByPath) {
    violations.push(...decideShapeViolations(path, facts));
    violations.push(...decideImportViolations(path, facts, tree.packages));
  }
  violations.push(...decideDependencyViolations(tree, factsByPath));
  violations.push(...decideCircleViolations(tree, factsByPath));
  return violations.sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
}

function tryReadFacts(path: string, text: string): SourceFacts | Violation {
  try {
    return readSourceFacts(path, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { path, line: 0, message: `does not parse: ${reason}` };
  }
}
