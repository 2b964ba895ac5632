import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identifyFolder } from '../folder-identity.ts';
import { endOrphans, findOrphans } from './end-orphans.ts';
import { readProcessStart } from './process-state.ts';

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

async function writeList(path: string, processes: readonly object[]): Promise<void> {
  await writeFile(path, JSON.stringify({ folder: identifyFolder(directory), processes }));
}

test.skipIf(process.platform !== 'linux')(
  'ends the pods that a killed engine left, and nobody who got a pid of theirs since',
  async () => {
    const orphan = await spawnIdle('pod-1');
    const stranger = await spawnIdle('elsewhere');
    const path = join(directory, 'processes.json');
    const later = await spawnIdle('pod-3');
    await writeList(path, [
      { pid: orphan.pid, pod: 'pod-1', processStart: readProcessStart(orphan.pid ?? 0) },
      { pid: stranger.pid, pod: 'pod-2', processStart: readProcessStart(stranger.pid ?? 0) },
      { pid: later.pid, pod: 'pod-3', processStart: '1' },
    ]);
    const gone = once(orphan, 'exit');
    expect(await endOrphans(path)).toEqual([{ pid: orphan.pid, pod: 'pod-1' }]);
    expect(await gone).toEqual([null, 'SIGKILL']);
    expect([stranger.exitCode, stranger.signalCode]).toEqual([null, null]);
    expect([later.exitCode, later.signalCode]).toEqual([null, null]);
    expect(await readdir(directory)).toEqual([]);
  },
);

test('touches nobody by a list that was copied along with its data folder', async () => {
  const pod = await spawnIdle('pod-1');
  const path = join(directory, 'processes.json');
  await writeList(path, [{ pid: pod.pid, pod: 'pod-1', processStart: readProcessStart(pod.pid ?? 0) }]);
  const copy = join(directory, 'copy');
  await mkdir(copy);
  await copyFile(path, join(copy, 'processes.json'));
  expect(await endOrphans(join(copy, 'processes.json'))).toEqual([]);
  expect([pod.exitCode, pod.signalCode]).toEqual([null, null]);
  expect(await findOrphans(path)).toEqual([{ pid: pod.pid, pod: 'pod-1' }]);
});

test('does nothing without a list, or with a broken one', async () => {
  const path = join(directory, 'processes.json');
  expect(await endOrphans(path)).toEqual([]);
  await writeFile(path, '[{"pid": "1"');
  expect(await endOrphans(path)).toEqual([]);
});
