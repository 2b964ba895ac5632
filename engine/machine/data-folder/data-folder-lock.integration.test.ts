import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { engineOf, lockDataFolder } from './data-folder-lock.ts';

let directory = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'engine-lock-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

test('refuses a second engine on one data folder and names the first', async () => {
  const lock = await lockDataFolder(directory);
  await expect(lockDataFolder(directory)).rejects.toMatchObject({
    code: 'data-folder-in-use',
    message: expect.stringContaining(`process ${process.pid}`),
  });
  await lock.release();
  await (await lockDataFolder(directory)).release();
  expect(await readdir(directory)).toEqual([]);
});

test('takes over from an engine that is dead', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  await writeFile(join(directory, 'engine.lock'), JSON.stringify({ pid: child.pid, processStart: '1' }));
  await (await lockDataFolder(directory)).release();
});

test.skipIf(process.platform !== 'linux')(
  'takes over when the pid belongs to another process by now',
  async () => {
    await writeFile(join(directory, 'engine.lock'), JSON.stringify({ pid: process.ppid, processStart: '1' }));
    await (await lockDataFolder(directory)).release();
  },
);

test('takes over a file that is no lock', async () => {
  await writeFile(join(directory, 'engine.lock'), '{"pi');
  await (await lockDataFolder(directory)).release();
});

test('takes the lock in a copy of a data folder for none, so that nobody ends the engine of the original', async () => {
  const original = join(directory, 'data');
  const copy = join(directory, 'copy');
  const lock = await lockDataFolder(original);
  await cp(original, copy, { recursive: true });
  expect(await engineOf(original)).toBe(process.pid);
  expect(await engineOf(copy)).toBeNull();
  await (await lockDataFolder(copy)).release();
  await rename(original, join(directory, 'moved'));
  expect(await engineOf(join(directory, 'moved'))).toBe(process.pid);
  await lock.release();
});
