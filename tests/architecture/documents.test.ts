import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSourceTree } from '../../scripts/boundaries/read-source-tree.ts';
import { decideCommandProblems, readKnownCommands } from './decide-command-problems.ts';
import { readDocument } from './read-document.ts';

const root = process.cwd();
const tree = readSourceTree(root);
const known = readKnownCommands(root, tree.sources);
const documents = tree.paths
  .filter((path) => path.endsWith('.md'))
  .map((path) => ({ path, ...readDocument(readFileSync(join(root, path), 'utf8')) }));

describe('the documents', () => {
  it('include a changelog with unreleased changes', () => {
    expect(readFileSync(join(root, 'CHANGELOG.md'), 'utf8')).toMatch(/^## /m);
  });

  it('name only existing commands, options and scripts', () => {
    const problems = documents.flatMap(({ path, commands }) =>
      commands.flatMap(({ line, text }) =>
        decideCommandProblems(text, known).map((problem) => `${path}:${line}: ${problem}`),
      ),
    );
    expect(problems).toEqual([]);
  });

  it('link only to existing files', () => {
    const broken = documents.flatMap(({ path, links }) =>
      links
        .filter(({ target }) => !existsSync(join(root, normalize(join(dirname(path), target)))))
        .map(({ line, target }) => `${path}:${line}: ${target}`),
    );
    expect(broken).toEqual([]);
  });
});
