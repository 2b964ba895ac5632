import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { idle, type KubeletBench, openKubeletBench } from '../../testing/kubelet-bench.ts';

const patience = { timeout: 30_000, interval: 50 };
const mebibyte = 2 ** 20;

let bench: KubeletBench;

beforeEach(async () => {
  bench = await openKubeletBench();
});

afterEach(() => bench.dispose());

test('measures what the containers of a pod and the processes that they start use', async () => {
  await bench.write(idle, 'side.mjs');
  await bench.run({
    main: `import { spawn } from 'node:child_process';
      spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
      ${idle}`,
    spec: {
      containers: ['main', 'side'].map((name) => ({
        name,
        image: 'thing:v1',
        command: ['node', `/app/${name}.mjs`],
      })),
    },
  });
  await vi.waitFor(() => {
    const [busy] = bench.kubelet.pods[0]?.containers ?? [];
    expect(busy?.usage?.cpuPercent).toBeGreaterThan(10);
    expect(busy?.usage?.cpuSeconds).toBeGreaterThan(0.5);
    expect(busy?.usage?.memoryBytes).toBeGreaterThan(20 * mebibyte);
  }, patience);
  const usage = bench.kubelet.metrics.of('test', 'thing');
  expect(usage).toMatchObject({ namespace: 'test', name: 'thing' });
  expect(usage?.windowSeconds).toBeGreaterThan(1);
  expect(Date.now() - (usage?.timestampMs ?? 0)).toBeLessThan(10_000);
  const [main, side] = usage?.containers ?? [];
  expect([main?.name, side?.name]).toEqual(['main', 'side']);
  expect(main?.cpuMillicores).toBeGreaterThan(100);
  expect(side?.cpuMillicores).toBeLessThan(main?.cpuMillicores ?? 0);
  expect(side?.memoryBytes).toBeGreaterThan(20 * mebibyte);
  expect(bench.kubelet.metrics.list('elsewhere')).toEqual([]);
  expect(bench.kubelet.metrics.list()).toHaveLength(1);
  bench.delete();
  await bench.gone();
  expect(bench.kubelet.metrics.of('test', 'thing')).toBeNull();
});
