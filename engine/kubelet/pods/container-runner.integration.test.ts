import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { createPortAllocator, type PortAllocator } from '../../machine/ports/port-allocator.ts';
import {
  idle,
  isAlive,
  type KubeletBench,
  listen,
  openKubeletBench,
  patience,
  port,
} from '../../testing/kubelet-bench.ts';

let bench: KubeletBench;

afterEach(() => bench.dispose());

test('tells a container through fieldRef which pod it is in', async () => {
  bench = await openKubeletBench();
  const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
  await bench.run({
    main: `const { ID, NODE, APP, HOSTNAME } = process.env; console.log([ID, NODE, APP, HOSTNAME].join()); ${idle}`,
    container: {
      env: [
        field('ID', 'metadata.uid'),
        field('NODE', 'spec.nodeName'),
        field('APP', "metadata.labels['app']"),
      ],
    },
  });
  const { uid } = bench.pod().metadata;
  await vi.waitFor(async () => expect(await bench.printed()).toMatch(`${uid},laptop,thing,thing`), patience);
});

test('does not start the main containers before every init container has completed', async () => {
  bench = await openKubeletBench();
  await bench.write('process.exit(0)', 'first.mjs');
  const init = (name: string) => ({ name, image: 'x', command: ['node', `/app/${name}.mjs`] });
  await bench.run({ main: listen, spec: { initContainers: [init('first'), init('second')] } });
  await vi.waitFor(() => expect(bench.container('second').restartCount).toBe(1), patience);
  expect(bench.container('first')).toMatchObject({
    ready: true,
    restartCount: 0,
    state: { terminated: { exitCode: 0, reason: 'Completed' } },
  });
  expect(bench.container('main')).toMatchObject({
    ready: false,
    state: { waiting: { reason: 'PodInitializing' } },
  });
  expect(bench.pod().status).toMatchObject({ phase: 'Pending' });
  expect(bench.condition('Initialized')).toMatchObject({
    status: 'False',
    message: 'containers with incomplete status: [second]',
  });
  expect((await readdir(join(bench.directory, 'logs'))).toSorted()).not.toContain('thing.log');
  await bench.write('process.exit(0)', 'second.mjs');
  await bench.ready();
  expect(bench.condition('Initialized')).toMatchObject({ status: 'True' });
});

test('moves to another port when somebody takes the one it was given', async () => {
  const thief = createServer();
  let stolen = 0;
  const honest = createPortAllocator(Math.floor(Math.random() * 9_000));
  const ports: PortAllocator = {
    release: honest.release,
    async allocate() {
      const allocated = await honest.allocate();
      if (stolen === 0) {
        stolen = allocated;
        await new Promise<void>((resolve) => thief.listen(allocated, '127.0.0.1', resolve));
      }
      return allocated;
    },
  };
  try {
    bench = await openKubeletBench({ ports });
    // The thief answers the probe, so readiness alone would not notice: the exit does.
    await bench.run({ main: listen, container: port });
    await vi.waitFor(() => expect(bench.said().filter((line) => line.startsWith('Started'))).toHaveLength(2));
    expect(bench.realPort()).not.toBe(stolen);
    await bench.ready();
    const response = await fetch(`http://127.0.0.1:${bench.realPort()}/`);
    expect(await response.text()).toBe('ok');
    expect(bench.container().restartCount).toBe(0);
  } finally {
    thief.close();
  }
});

test('starts a container again whose liveness probe fails, and says so', async () => {
  bench = await openKubeletBench();
  await bench.run({
    main: `import { createServer } from 'node:http';
      import { existsSync, writeFileSync } from 'node:fs';
      const isSick = !existsSync('sick-once');
      writeFileSync('sick-once', '');
      createServer((q, s) => { s.statusCode = isSick ? 500 : 200; s.end(); }).listen(Number(process.env.PORT), '127.0.0.1');`,
    container: {
      ports: [{ containerPort: 8080 }],
      livenessProbe: {
        httpGet: { port: 8080 },
        periodSeconds: 1,
        failureThreshold: 1,
        initialDelaySeconds: 1,
      },
    },
  });
  await vi.waitFor(() => expect(bench.container().restartCount).toBe(1), patience);
  await bench.ready();
  expect(bench.container().lastState.terminated).toMatchObject({
    exitCode: 143,
    signal: 15,
    reason: 'Error',
  });
  expect(bench.said()).toEqual(
    expect.arrayContaining([
      'Unhealthy: Liveness probe failed: GET / answered 500',
      'Killing: Container main failed liveness probe, will be restarted',
    ]),
  );
});

test('is not started before its startup probe has passed, and not ready before its readiness probe has', async () => {
  bench = await openKubeletBench();
  await bench.run({
    main: `import { createServer } from 'node:http';
      import { existsSync } from 'node:fs';
      createServer((q, s) => { s.statusCode = existsSync('.' + q.url) ? 200 : 503; s.end(); }).listen(Number(process.env.PORT), '127.0.0.1');`,
    container: {
      ports: [{ name: 'http', containerPort: 8080 }],
      startupProbe: { httpGet: { port: 'http', path: '/started' }, failureThreshold: 100 },
      readinessProbe: { httpGet: { port: 'http', path: '/ready' }, periodSeconds: 1, failureThreshold: 1 },
    },
  });
  const shown = () => {
    const { started, ready } = bench.container();
    return { started, ready };
  };
  await vi.waitFor(() => expect(bench.said().join('\n')).toMatch('Startup probe failed'), patience);
  expect(shown()).toEqual({ started: false, ready: false });
  await bench.write('', 'started');
  await vi.waitFor(() => expect(shown()).toEqual({ started: true, ready: false }), patience);
  await bench.write('', 'ready');
  await vi.waitFor(() => expect(shown()).toEqual({ started: true, ready: true }), patience);
  await bench.remove('ready');
  await vi.waitFor(() => expect(shown()).toEqual({ started: true, ready: false }), patience);
  expect(bench.said()).toContain('Unhealthy: Readiness probe failed: GET /ready answered 503');
});

test('kills what ignores SIGTERM when the grace is over, with everything that it started', async () => {
  bench = await openKubeletBench();
  await bench.run({
    main: `import { spawn } from 'node:child_process';
      process.on('SIGTERM', () => {});
      const child = spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"], { stdio: 'inherit' });
      console.log('child ' + child.pid); ${idle}`,
    spec: { terminationGracePeriodSeconds: 1 },
  });
  let child = 0;
  await vi.waitFor(async () => {
    child = Number(/child (\d+)/.exec(await bench.printed())?.[1]);
    expect(isAlive(child)).toBe(true);
  }, patience);
  bench.delete();
  await bench.gone();
  await vi.waitFor(() => expect(isAlive(child)).toBe(false), patience);
});

test('keeps what it printed in the run before apart', async () => {
  bench = await openKubeletBench();
  await bench.run({
    main: `import { existsSync, writeFileSync } from 'node:fs';
      const isFirst = !existsSync('once');
      writeFileSync('once', '');
      console.log(isFirst ? 'no fuel' : 'full tank');
      if (isFirst) process.exit(3); else setInterval(() => {}, 1000);`,
  });
  const linesOf = async (run: 'current' | 'previous') =>
    (await bench.logs.search({ namespace: 'test', pod: 'thing', container: 'main', run })).map(
      ({ line }) => line,
    );
  await vi.waitFor(async () => expect(await linesOf('current')).toEqual(['full tank']), patience);
  expect(await linesOf('previous')).toEqual(['no fuel']);
});

test('kills a container that holds more memory than its limit, and starts it again', async () => {
  bench = await openKubeletBench();
  await bench.run({
    main: `globalThis.held = Buffer.alloc(200 * 2 ** 20, 1); ${idle}`,
    container: { resources: { limits: { memory: '128Mi' } } },
  });
  await vi.waitFor(() => expect(bench.container().restartCount).toBeGreaterThan(0), patience);
  expect(bench.container().lastState.terminated).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
  expect(bench.pod().status).toMatchObject({ qosClass: 'Burstable' });
});

test('gives the heap of Node.js half of the memory limit', async () => {
  bench = await openKubeletBench();
  await bench.run({
    main: `import { getHeapStatistics } from 'node:v8';
      console.log('heap ' + Math.round(getHeapStatistics().heap_size_limit / 2 ** 20)); ${idle}`,
    container: { resources: { limits: { memory: '512Mi' } } },
  });
  await vi.waitFor(async () => {
    const heap = Number(/heap (\d+)/.exec(await bench.printed())?.[1]);
    expect(heap).toBeGreaterThan(200);
    expect(heap).toBeLessThan(400);
  }, patience);
});
