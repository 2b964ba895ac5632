import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Container } from '../manifests/index.ts';
import { idle, type KubeletBench, openKubeletBench, patience, port } from '../testing/kubelet-bench.ts';

// An error that nobody catches fails the run of the test, as it would end the engine.

let bench: KubeletBench;

beforeEach(async () => {
  bench = await openKubeletBench();
});

afterEach(() => bench.dispose());

const answer = (text: string) => `import { createServer } from 'node:net';
  createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.write(${JSON.stringify(text)}));
  }).listen(Number(process.env.PORT), '127.0.0.1');`;
const asked = (changes: object): Partial<Container> => ({
  ...port,
  readinessProbe: { httpGet: { path: '/', port: 'http', ...changes }, periodSeconds: 1 },
});
const endless = `const bytes = Buffer.alloc(1 << 20, 0xff);
  let left = 200;
  const write = () => { while (left-- > 0) if (!process.stdout.write(bytes)) return process.stdout.once('drain', write); };
  write(); ${idle}`;

test.each<[string, string, Partial<Container>, RegExp]>([
  ['a probe whose path has a blank', idle, asked({ path: '/a b' }), /GET \/a b: .*path/],
  ['a probe whose path has a line end', idle, asked({ path: '/a\r\nX: 1' }), /path/],
  ['a probe whose path is not ASCII', idle, asked({ path: '/büro/日本' }), /path/],
  ['a header without a name', idle, asked({ httpHeaders: [{ name: '', value: 'x' }] }), /[Hh]eader name/],
  [
    'a header with a line end',
    idle,
    asked({ httpHeaders: [{ name: 'X', value: 'a\nb' }] }),
    /header content/,
  ],
  ['a pod that answers a probe with garbage', answer('\0\0\0 garbage\n\n'), asked({}), /HPE_|Parse/],
  [
    'a pod that answers a probe with another protocol',
    answer('HTTP/1.1 101 x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
    asked({}),
    /GET \/: /,
  ],
  [
    'a probe whose command has a NUL',
    idle,
    { readinessProbe: { exec: { command: ['node', '/app/main.mjs', 'a\0b'] } } },
    /NUL/,
  ],
  [
    'a probe whose command is longer than the machine takes',
    idle,
    { readinessProbe: { exec: { command: ['node', '/app/main.mjs', 'x'.repeat(4_000_000)] } } },
    /E2BIG/,
  ],
])('%s makes a pod that is not ready, and says why', async (_title, main, container, reason) => {
  await bench.run({ main, container });
  const unhealthy = () =>
    bench.said().filter((line) => line.startsWith('Unhealthy: Readiness probe failed: '));
  await vi.waitFor(() => expect(unhealthy().join('\n')).toMatch(reason), patience);
  expect(bench.container()).toMatchObject({ ready: false, restartCount: 0, state: { running: {} } });
});

test.each<[string, Partial<Container>, RegExp]>([
  ['an environment value with a NUL', { env: [{ name: 'A', value: 'secret\0' }] }, /NUL/],
  [
    'an environment larger than the machine takes',
    { env: [{ name: 'A', value: 'x'.repeat(4_000_000) }] },
    /E2BIG/,
  ],
  ['a working directory that is no folder', { workingDir: '/app/main.mjs' }, /ENOTDIR/],
])('%s makes a pod that is started again later, and says why', async (_title, container, reason) => {
  await bench.run({ main: idle, container });
  await vi.waitFor(() => expect(bench.container().state.waiting?.reason).toBe('CrashLoopBackOff'), patience);
  expect(bench.container().lastState.terminated).toMatchObject({ exitCode: 128, reason: 'StartError' });
  expect(bench.said().join('\n')).toMatch(reason);
  expect(JSON.stringify([bench.said(), bench.pod().status])).not.toContain('secret');
});

test.each<[string, string]>([
  ['prints without end, without a line end and not in UTF-8', endless],
  ['closes its output', `process.stdout.destroy(); process.stderr.destroy(); ${idle}`],
])('a pod that %s goes on running', async (_title, main) => {
  await bench.run({ main });
  await bench.ready();
  const startedAt = performance.now();
  await vi.waitFor(async () => expect(performance.now() - startedAt).toBeGreaterThan(500), patience);
  expect(bench.container()).toMatchObject({ ready: true, restartCount: 0, state: { running: {} } });
});

test('a timeout of a probe beyond what a timer can hold is a long timeout', async () => {
  const most = 2_147_483_647;
  await bench.run({
    main: `import { createServer } from 'node:http';
      createServer((q, s) => setTimeout(() => s.end('ok'), 50)).listen(Number(process.env.PORT), '127.0.0.1');`,
    container: {
      ...port,
      readinessProbe: { httpGet: { path: '/', port: 'http' }, timeoutSeconds: most, failureThreshold: most },
      livenessProbe: { httpGet: { path: '/dead', port: 'http' }, initialDelaySeconds: most },
    },
  });
  await bench.ready();
  expect(bench.container().restartCount).toBe(0);
});
