import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { isRunning, readProcessState } from './process-state.ts';

test('knows its own process, and that it began once', async () => {
  expect(await isRunning(process.pid)).toBe(true);
  expect(await readProcessState(process.pid)).toEqual(await readProcessState(process.pid));
});

test('does not take an ended process for a running one', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  expect(await isRunning(child.pid ?? 0)).toBe(false);
});

test.runIf(process.platform === 'linux')(
  'does not take a process for running whose end nobody takes note of',
  async () => {
    // The shell becomes a program that never asks after the child that it has, and that outlives the shell.
    const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60']);
    try {
      const [line] = await once(parent.stdout, 'data');
      const pid = Number(String(line));
      await vi.waitFor(async () => expect((await readProcessState(pid))?.isZombie).toBe(true));
      expect(await isRunning(pid)).toBe(false);
    } finally {
      parent.kill();
    }
  },
);

test.runIf(process.platform === 'linux')(
  'takes a process for running as long as one of its threads holds its ports',
  async () => {
    for (let round = 0; round < 20; round += 1) {
      const child = spawn(process.execPath, ['-e', listening], { stdio: ['ignore', 'pipe', 'ignore'] });
      const [line] = await once(child.stdout, 'data');
      process.kill(child.pid ?? 0, 'SIGKILL');
      while (await isRunning(child.pid ?? 0)) await setImmediate();
      const successor = createServer().listen(Number(String(line)), '127.0.0.1');
      await once(successor, 'listening');
      successor.close();
    }
  },
);

/** What it has in memory takes the kernel a moment to give back. */
const listening = `
  globalThis.held = Buffer.alloc(100e6, 1);
  const server = require('node:net').createServer();
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;
