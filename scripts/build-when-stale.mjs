import fs from 'node:fs';
import { join } from 'node:path';
import { sourceFingerprint } from './source-fingerprint.mjs';
import { withLock } from './with-lock.mjs';

/** Whether `dist/` was built from the sources as they are. */
export function isBuildFresh(root) {
  return readStamp(root) === sourceFingerprint(root);
}

/** Builds `dist/` unless it is fresh; two that start together build once. Returns whether it built. */
export async function buildWhenStale({ root, progress, force = false }) {
  if (!force && isBuildFresh(root)) return false;
  return withLock(join(root, 'dist', '.build.lock'), async () => {
    // Taken before the sources are read: what is edited meanwhile makes the next build.
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
