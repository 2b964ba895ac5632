import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDataFolder } from '@petstore/engine/data-folder-lock';
import { afterEach, beforeEach, expect, test } from 'vitest';

const program = join(import.meta.dirname, '../../bin/petstore.mjs');
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'up-detached-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function petstore(...args: readonly string[]) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr]: [string[], string[]] = [[], []];
  child.stdout.setEncoding('utf8').on('data', (text: string) => stdout.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => stderr.push(text));
  const [exitCode] = await once(child, 'close');
  return { exitCode, stdout: stdout.join(''), stderr: stderr.join('') };
}

/** A port offset at which the gateway's port is taken. */
async function occupiedOffset() {
  for (;;) {
    const offset = 1_000 + Math.floor(Math.random() * 9_000);
    const server = createServer();
    const isOpen = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(8_080 + offset, '127.0.0.1', () => resolve(true));
    });
    if (isOpen) return { offset, release: () => new Promise((resolve) => server.close(resolve)) };
  }
}

test('reports errors on standard error and as a document, and leaves no data folder', async () => {
  const manifests = join(folder, 'manifests');
  await mkdir(manifests);
  await writeFile(join(manifests, 'a.yaml'), 'kind: Nope\n');
  const data = join(folder, 'deep', 'data');
  const args = ['up', '--detach', '--file', manifests, '--data', data, '--port-offset', '10907'];
  const prose = await petstore(...args);
  expect(prose).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('a.yaml:1:1') });
  const { exitCode, stdout } = await petstore(...args, '--json');
  expect([exitCode, JSON.parse(stdout)]).toMatchObject([2, { error: { code: 'manifest-invalid' } }]);
  expect(await readdir(folder)).toEqual(['manifests']);
}, 60_000);

test.each([[[]], [['--detach']]])(
  'leaves no data folder when a port is taken, started with %j',
  async (flags) => {
    const { offset, release } = await occupiedOffset();
    const where = ['--data', join(folder, 'data'), '--port-offset', String(offset)];
    const { exitCode, stderr } = await petstore('up', ...flags, ...where).finally(release);
    expect(exitCode).toBe(3);
    expect(stderr).toContain(`Port ${8_080 + offset}`);
    expect(stderr).toContain('npx petstore up');
    expect(await readdir(folder)).toEqual([]);
  },
  60_000,
);

test('names the process that already starts there and keeps its log', async () => {
  const data = join(folder, 'data');
  const lock = await lockDataFolder(data);
  await writeFile(join(data, '.marty-petstore'), '');
  await writeFile(join(data, 'up.log'), 'of the other one');
  const { exitCode, stderr } = await petstore('up', '--detach', '--data', data, '--port-offset', '10907');
  await lock.release();
  expect(exitCode).toBe(3);
  expect(stderr).toContain(`Another system already starts or runs on ${data} (process ${process.pid}).`);
  expect(await readFile(join(data, 'up.log'), 'utf8')).toBe('of the other one');
  expect((await readdir(data)).sort()).toEqual(['.marty-petstore', 'up.log']);
}, 60_000);
