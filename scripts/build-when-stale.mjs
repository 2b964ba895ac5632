import fs from 'node:fs';
import { join } from 'node:path';
import { sourceFingerprint } from './source-fingerprint.mjs';
import { withLock } from './with-lock.mjs';

/** Whether `dist/` is up to date with the sources. */
export function isBuildFresh(root) {
  return readStamp(root) === sourceFingerprint(root);
}

/** Builds `dist/` unless it is up to date; concurrent callers build once. Returns whether it built. */
export async function buildWhenStale({ root, progress, force = false }) {
  if (!force && isBuildFresh(root)) return false;
  return withLock(join(root, 'dist', '.build.lock'), async () => {
    // Computed before the sources are read, so that an edit during the build makes the result stale.
    const fingerprint = sourceFingerprint(root);
    if (!force && readStamp(root) === fingerprint) return false;
    const { bundle } = await import('./bundle.mjs');
    await progress.step('building', () => bundle(root));
    fs.writeFileSync(stampPath(root), fingerprint);
    return true;
  });
}

function readStamp(root) {
  try {
    return fs.readFileSync(stampPath(root), 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function stampPath(root) {
  return join(root, 'dist', '.built-from');
}
