import fs from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Age from which stale files are removed: a command that has been running since before the build may still import its
 * chunks.
 */
const keepOldPartsMs = 7 * 24 * 3600 * 1000;

/**
 * Moves every file of `from` over `to` and removes files that are no longer built. Each file is replaced by rename,
 * entry points last, so that a process that starts meanwhile finds the old or the new program and never a mixture.
 */
export function publishFiles(from, to) {
  const made = listFiles(from).sort((a, b) => Number(isEntryPoint(a)) - Number(isEntryPoint(b)));
  for (const path of made) {
    fs.mkdirSync(dirname(join(to, path)), { recursive: true });
    fs.renameSync(join(from, path), join(to, path));
  }
  const current = new Set(made);
  for (const path of listFiles(to)) {
    if (!current.has(path) && !isStillWanted(to, path)) fs.rmSync(join(to, path));
  }
}

/** Paths relative to the folder; names that begin with a dot are internal (locks, stamp, staging). */
function listFiles(folder, prefix = '') {
  return fs.readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.')) return [];
    const path = join(prefix, entry.name);
    return entry.isDirectory() ? listFiles(folder, path) : [path];
  });
}

function isEntryPoint(path) {
  return path.endsWith('.mjs') && !isPart(path);
}

function isPart(path) {
  return basename(path).startsWith('part-');
}

function isStillWanted(folder, path) {
  return isPart(path) && Date.now() - fs.statSync(join(folder, path)).mtimeMs < keepOldPartsMs;
}
