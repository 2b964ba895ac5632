import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endOrphans } from './end-orphans.ts';

let directory = '';
const children: ChildProcess[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'orphans-'));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

async function spawnIdle(hostname: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', "console.log('up'); setInterval(() => {}, 1000)"], {
    env: { HOSTNAME: hostname },
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  await once(child.stdout ?? child, 'data');
  return child;
}

test.skipIf(process.platform !== 'linux')(
  'ends the pods that a killed engine left, and nobody who got a pid of theirs since',
  async () => {
    const orphan = await spawnIdle('pod-1');
    const stranger = await spawnIdle('elsewhere');
    const path = join(directory, 'processes.json');
    const listed = [
      { pid: orphan.pid, pod: 'pod-1' },
      { pid: stranger.pid, pod: 'pod-2' },
    ];
    await writeFile(path, JSON.stringify(listed));
    const gone = once(orphan, 'exit');
    expect(await endOrphans(path)).toEqual(['pod-1']);
    expect(await gone).toEqual([null, 'SIGKILL']);
    expect(stranger.exitCode).toBeNull();
    expect(stranger.signalCode).toBeNull();
    expect(await readdir(directory)).toEqual([]);
  },
);

test('does nothing without a list, or with a broken one', async () => {
  const path = join(directory, 'processes.json');
  expect(await endOrphans(path)).toEqual([]);
  await writeFile(path, '[{"pid": "1"');
  expect(await endOrphans(path)).toEqual([]);
});
