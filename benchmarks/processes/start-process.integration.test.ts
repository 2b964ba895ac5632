import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLifetime, type Lifetime } from './lifetime.ts';
import { canObserveProcesses, listProcessTree, readCpuSeconds, readPssBytes } from './observe-processes.ts';
import { runProcess, startProcess } from './start-process.ts';

const node = process.execPath;
const waitsForever = 'process.stdout.write("up"); setInterval(() => undefined, 1000);';

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('a process that a benchmark starts', () => {
  let lifetime: Lifetime;
  beforeEach(() => {
    lifetime = createLifetime(60_000);
  });
  afterEach(() => lifetime.end());

  it('ends with the benchmark', async () => {
    const { pid } = await startProcess({ command: node, args: ['-e', waitsForever], lifetime });
    expect(isAlive(pid)).toBe(true);
    await lifetime.end();
    expect(isAlive(pid)).toBe(false);
  });

  it('is killed when it ignores the stop signal', async () => {
    const stubborn = `process.on('SIGTERM', () => undefined); ${waitsForever}`;
    const started = await startProcess({
      command: node,
      args: ['-e', stubborn],
      lifetime,
      stopWithinMs: 100,
    });
    await new Promise((resolve) => started.child.stdout?.once('data', resolve));
    await started.stop();
    expect(await started.exited).toBe('SIGKILL');
  });

  it('is abandoned when the benchmark is interrupted', async () => {
    const run = runProcess({ command: node, args: ['-e', waitsForever], lifetime });
    process.emit('SIGINT');
    await expect(run).rejects.toMatchObject({ code: 'benchmark-interrupted' });
    await expect(startProcess({ command: node, args: [], lifetime })).rejects.toMatchObject({
      code: 'benchmark-interrupted',
    });
  });

  it('is reported with its error output when it fails', async () => {
    const args = ['-e', 'console.error("no such luck"); process.exit(7)'];
    await expect(runProcess({ command: node, args, lifetime })).rejects.toMatchObject({
      code: 'benchmark-process-failed',
      message: expect.stringMatching(/ended with 7: no such luck$/),
    });
    await expect(runProcess({ command: '/no/such/program', args: [], lifetime })).rejects.toMatchObject({
      code: 'benchmark-process-failed',
      message: expect.stringContaining('/no/such/program could not be started'),
    });
  });

  it('is aborted at the time limit', async () => {
    const brief = createLifetime(50);
    const run = runProcess({ command: node, args: ['-e', waitsForever], lifetime: brief });
    await expect(run).rejects.toMatchObject({ code: 'benchmark-late' });
    await brief.end();
  });

  it.runIf(canObserveProcesses)('is observed with its children, CPU and memory', async () => {
    const busy = 'const end = Date.now() + 200; while (Date.now() < end);';
    const parent = `require("child_process").execFileSync(process.execPath, ["-e", ${JSON.stringify(busy)}]); ${waitsForever}`;
    const started = await startProcess({ command: node, args: ['-e', parent], lifetime });
    await new Promise((resolve) => started.child.stdout?.once('data', resolve));
    const tree = await listProcessTree([started.pid]);
    expect(tree).toEqual([started.pid]);
    expect(await readCpuSeconds(tree)).toBeGreaterThan(0.1);
    expect(await readPssBytes(tree)).toBeGreaterThan(1_000_000);
    await started.stop();
    expect(await listProcessTree([started.pid])).toEqual([]);
    expect(await readPssBytes(tree)).toBe(0);
  });
});
