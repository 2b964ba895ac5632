import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';

const alsoRelevant = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'scripts/bundle.mjs',
  'scripts/cached-script.mjs',
  'scripts/rehearse-script.mjs',
  'scripts/compile-kernel.mjs',
];
const skippedFolders = new Set(['node_modules', 'dist']);

/**
 * One hash over name, size and modification time of every file that a build reads: cheap enough to compute before each
 * command. Tests and documents are excluded, so that editing them does not cause a build.
 */
export function sourceFingerprint(root) {
  const hash = createHash('sha256');
  const add = (path) => {
    const { size, mtimeMs } = fs.statSync(join(root, path));
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  };
  for (const path of alsoRelevant) add(path);
  for (const folder of sourceFolders(root)) walk(root, folder, add);
  return hash.digest('hex');
}

/** Top-level folders of the workspaces: `services/*` becomes `services`. */
function sourceFolders(root) {
  const { workspaces } = JSON.parse(fs.readFileSync(join(root, 'package.json'), 'utf8'));
  const folders = new Set(workspaces.map((pattern) => pattern.split('/')[0]));
  return [...folders].filter((folder) => fs.existsSync(join(root, folder))).sort();
}

function walk(root, folder, add) {
  const entries = fs.readdirSync(join(root, folder), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!skippedFolders.has(entry.name)) walk(root, path, add);
    } else if (isBuilt(entry.name)) add(path);
  }
}

function isBuilt(name) {
  return !name.startsWith('.') && !name.endsWith('.test.ts') && !name.endsWith('.md');
}
