import fs from 'node:fs';
import { join } from 'node:path';

/**
 * Whether node_modules matches package-lock.json: `missing`, `outdated` or `current`.
 *
 * npm records what it installed in `node_modules/.package-lock.json` and writes it last, so an interrupted install is
 * `missing`, and a manual `npm ci` counts as well. Optional packages may be absent, since most of them belong to other
 * platforms.
 */
export function dependencyState(root) {
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!installed) return 'missing';
  const wanted = readPackages(join(root, 'package-lock.json')) ?? {};
  return Object.entries(wanted).every(([path, entry]) => isSatisfied(path, entry, installed))
    ? 'current'
    : 'outdated';
}

function isSatisfied(path, wanted, installed) {
  if (!path.includes('node_modules/')) return true;
  const found = installed[path];
  if (!found) return wanted.optional === true || wanted.devOptional === true;
  return (
    found.version === wanted.version &&
    found.integrity === wanted.integrity &&
    Boolean(found.link) === Boolean(wanted.link)
  );
}

function readPackages(path) {
  try {
    return JSON.parse(fs.readFileSync(path, 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
