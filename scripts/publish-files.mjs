import fs from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A command that runs since before the build may still ask for a piece of its own one. */
const keepOldPartsMs = 7 * 24 * 3600 * 1000;

/**
 * Moves every file of `from` over `to` and removes what is no longer made. Each file appears whole, by rename, and
 * the entry points last, so a process that starts in between finds an old or a new program and never a half one.
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

/** Paths relative to the folder; what begins with a dot is ours (locks, stamp, staging). */
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
