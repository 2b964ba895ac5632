import type { SourceFacts } from './read-source-facts.ts';
import type { Violation } from './source-tree.ts';

const maxFileLines = 400;
const maxFunctionLines = 60;
const maxParameters = 5;
const maxCommentColumns = 120;
const maxServiceMainLines = 39;

/** Checks sizes, and exports that hide the public API of a module. */
export function decideShapeViolations(path: string, facts: SourceFacts): Violation[] {
  return [...decideSizes(path, facts), ...decideComments(path, facts), ...decideExports(path, facts)];
}

function decideSizes(path: string, facts: SourceFacts): Violation[] {
  const violations: Violation[] = [];
  const add = (line: number, message: string) => violations.push({ path, line, message });
  const maxLines = /^services\/[^/]+\/main\.ts$/.test(path) ? maxServiceMainLines : maxFileLines;
  if (facts.lineCount > maxLines) {
    add(0, `has ${facts.lineCount} lines, more than ${maxLines}: split it by concept`);
  }
  for (const { name, line, lineCount, parameterCount, isCallback, isTestGroup } of facts.functions) {
    if (lineCount > maxFunctionLines && !isTestGroup) {
      add(line, `${name} has ${lineCount} lines, more than ${maxFunctionLines}`);
    }
    if (parameterCount > maxParameters && !isCallback) {
      add(
        line,
        `${name} takes ${parameterCount} parameters, more than ${maxParameters}: pass an options object`,
      );
    }
  }
  return violations;
}

function decideComments(path: string, facts: SourceFacts): Violation[] {
  return facts.commentLines
    .filter(({ columns }) => columns > maxCommentColumns)
    .map(({ line, columns }) => ({
      path,
      line,
      message: `a line of comment has ${columns} columns, more than ${maxCommentColumns}`,
    }));
}

function decideExports(path: string, facts: SourceFacts): Violation[] {
  const violations = facts.starExports.map((line) => ({
    path,
    line,
    message: '`export *`: write the list of what is public',
  }));
  // Tools require a default export in their configuration; a declaration file describes a foreign module.
  if (path.endsWith('.config.ts') || path.endsWith('.d.ts')) return violations;
  const defaults = facts.defaultExports.map((line) => ({
    path,
    line,
    message: 'a default export: give it a name',
  }));
  return [...violations, ...defaults];
}
