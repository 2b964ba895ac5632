import type { Violation } from './source-tree.ts';

const maxFolders = 3;

/** Words without meaning anywhere in a name. */
const emptyWords = new Set(['util', 'utils', 'helper', 'helpers', 'misc', 'manager', 'managers']);
/** Words without meaning as a whole name; they may be part of a longer one (`base-currency`). */
const emptyNames = new Set(['common', 'base', 'types', 'src', 'packages', 'lib']);

const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Checks the depth of folders, and names that say nothing about their content. */
export function decideNameViolations(path: string): Violation[] {
  const folders = path.split('/').slice(0, -1);
  const file = path.slice(path.lastIndexOf('/') + 1);
  const messages: string[] = [];
  if (folders.length > maxFolders) {
    messages.push(`stands ${folders.length} folders deep, more than ${maxFolders}`);
  }
  for (const folder of folders) {
    if (isEmptyName(folder)) messages.push(`the folder "${folder}" says nothing: name what is in it`);
  }
  if (/\.(ts|mjs|tsx)$/.test(file)) messages.push(...decideModuleName(file));
  return messages.map((message) => ({ path, line: 0, message }));
}

function decideModuleName(file: string): string[] {
  const [stem = ''] = file.split('.');
  if (isEmptyName(stem)) return [`the name "${stem}" says nothing: name the one thing that it exports`];
  return kebabCase.test(stem) ? [] : [`the name "${stem}" is not in kebab-case`];
}

function isEmptyName(name: string): boolean {
  return emptyNames.has(name) || name.split('-').some((word) => emptyWords.has(word));
}
