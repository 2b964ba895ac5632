import fs from 'node:fs';
import { join } from 'node:path';

/**
 * Whether node_modules holds what package-lock.json asks for: `missing`, `outdated` or `current`.
 *
 * npm keeps a record of what it installed in `node_modules/.package-lock.json`, written last, so an
 * interrupted install reads as missing and an `npm ci` by hand counts as well as one of ours.
 * Optional packages may be absent, since most of them belong to other platforms.
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
