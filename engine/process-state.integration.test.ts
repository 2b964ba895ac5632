import { spawn } from 'node:child_process';
import { once } from 'node:events';
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
