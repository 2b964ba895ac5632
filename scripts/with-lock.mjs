import fs from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StepFailed } from './step-failed.mjs';

const pollMs = 100;
const waitMs = 300_000;
/**
 * Age from which a lock is stale, for a holder on another machine or in another container, whose process id means
 * nothing here.
 */
const abandonedAfterMs = 600_000;

/**
 * Runs `work` while holding a lock file, after the current holder has released it; takes over the lock of a dead
 * holder.
 */
export async function withLock(path, work) {
  fs.mkdirSync(dirname(path), { recursive: true });
  const deadline = Date.now() + waitMs;
  while (!tryLock(path)) {
    if (Date.now() > deadline)
      throw new StepFailed(`${path} stays locked; remove it when nothing is building.`);
    await delay(pollMs);
  }
  try {
    return await work();
  } finally {
    fs.rmSync(path, { force: true });
  }
}

function tryLock(path) {
  try {
    fs.writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (isAbandoned(path)) fs.rmSync(path, { force: true });
    return false;
  }
}

function isAbandoned(path) {
  try {
    if (Date.now() - fs.statSync(path).mtimeMs > abandonedAfterMs) return true;
    const pid = Number(fs.readFileSync(path, 'utf8'));
    // An empty file has just been created: its owner is about to write its process id.
    return pid > 0 && !isAlive(pid);
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
