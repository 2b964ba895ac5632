import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { onlyPod, openSupervisorBench, type SupervisorBench } from '../../testing/supervisor-bench.ts';

const patience = { timeout: 30_000, interval: 50 };
const mebibyte = 2 ** 20;

let bench: SupervisorBench;

beforeEach(async () => {
  bench = await openSupervisorBench();
});

afterEach(() => bench.dispose());

test('measures what a pod and the processes that it starts use', async () => {
  const running = await bench.supervise({
    main: `import { spawn } from 'node:child_process';
      spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
      setInterval(() => {}, 1000);`,
  });
  await vi.waitFor(() => {
    const { usage } = onlyPod(running);
    expect(usage?.cpuPercent).toBeGreaterThan(10);
    expect(usage?.cpuSeconds).toBeGreaterThan(0.5);
    expect(usage?.memoryBytes).toBeGreaterThan(20 * mebibyte);
  }, patience);
});

test('kills a container that holds more memory than its limit, and starts it again', async () => {
  const running = await bench.supervise({
    main: `globalThis.held = Buffer.alloc(200 * 2 ** 20, 1); setInterval(() => {}, 1000);`,
    container: { resources: { limits: { memory: '128Mi' } } },
  });
  await vi.waitFor(() => {
    const { state } = onlyPod(running);
    expect(state.lastExit).toMatchObject({ signal: 'SIGKILL', reason: 'OOMKilled' });
    expect(state.restarts).toBeGreaterThan(0);
  }, patience);
});

test('gives the heap of Node.js half of the memory limit', async () => {
  const running = await bench.supervise({
    main: `import { getHeapStatistics } from 'node:v8';
      console.log('heap ' + Math.round(getHeapStatistics().heap_size_limit / 2 ** 20)); setInterval(() => {}, 1000);`,
    container: { resources: { limits: { memory: '512Mi' } } },
  });
  await running.ready(10_000);
  await vi.waitFor(async () => {
    const said = await readFile(join(bench.directory, 'logs', `${onlyPod(running).name}.log`), 'utf8');
    const heap = Number(/heap (\d+)/.exec(said)?.[1]);
    expect(heap).toBeGreaterThan(200);
    expect(heap).toBeLessThan(400);
  }, patience);
});
