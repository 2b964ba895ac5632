import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from './with-lock.mjs';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'petstore-lock-'));
  path = join(folder, 'deeper', '.build.lock');
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('withLock', () => {
  it('runs one piece of work after the other', async () => {
    const steps: string[] = [];
    const first = withLock(path, async () => {
      steps.push('first begins');
      await new Promise(setImmediate);
      steps.push('first ends');
    });
    const second = withLock(path, async () => steps.push('second begins'));
    await Promise.all([first, second]);
    expect(steps).toEqual(['first begins', 'first ends', 'second begins']);
  });

  it('writes its process id into the lock, and releases it when the work fails', async () => {
    const failure = withLock(path, async () => {
      expect(readFileSync(path, 'utf8')).toBe(String(process.pid));
      throw new Error('planted');
    });
    await expect(failure).rejects.toThrow('planted');
    expect(existsSync(path)).toBe(false);
  });

  it('takes over the lock of a dead process', async () => {
    await withLock(path, async () => undefined);
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeFileSync(path, String(pid));
    await expect(withLock(path, async () => 'done')).resolves.toBe('done');
  });
});
