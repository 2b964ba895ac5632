import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPortAllocator, isPortFree, type PortAllocator } from '../machine/ports/port-allocator.ts';
import {
  idle,
  listen,
  onlyPod,
  openSupervisorBench,
  port,
  type SupervisorBench,
} from '../testing/supervisor-bench.ts';

const patience = { timeout: 20_000, interval: 20 };

let bench: SupervisorBench;

beforeEach(async () => {
  bench = await openSupervisorBench();
});

afterEach(() => bench.dispose());

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('says which pod does not become ready, how it ended and what it printed last', async () => {
  const running = await bench.supervise({
    main: "console.log('the lock is rusty'); process.exit(7);",
    container: port,
  });
  await expect(running.ready(2_000)).rejects.toMatchObject({
    code: 'pods-not-ready',
    message: expect.stringMatching(/thing-.* exited with code 7[\s\S]*the lock is rusty/),
    details: { exitCode: 7, pod: onlyPod(running).name },
  });
  expect(onlyPod(running).state).toMatchObject({ phase: 'CrashLoopBackOff', restarts: 2, pid: null });
});

test('gives each pod a uid of its own, which a fieldRef puts into its environment', async () => {
  const running = await bench.supervise({
    main: `console.log('uid ' + process.env.POD_ID + ' of ' + process.env.POD_NAME); ${idle}`,
    container: {
      env: [
        { name: 'POD_ID', valueFrom: { fieldRef: { fieldPath: 'metadata.uid' } } },
        { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      ],
    },
  });
  await running.scale('thing', 2, 20_000);
  const pods = running.deployments[0]?.pods ?? [];
  await vi.waitFor(async () => {
    const uids = await Promise.all(
      pods.map(async ({ name }) => {
        const output = await readFile(join(bench.directory, 'logs', `${name}.log`), 'utf8');
        const [, uid = '', owner] = /uid (\S+) of (\S+)/.exec(output) ?? [];
        expect(owner).toBe(name);
        expect(uid).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
        return uid;
      }),
    );
    expect(new Set(uids).size).toBe(2);
  }, patience);
});

test('does not start the main container before its init containers have completed', async () => {
  const running = await bench.supervise({
    main: `console.log('main'); ${idle}`,
    initContainers: [{ name: 'prepare', image: 'x', command: ['node', '/app/missing.mjs'] }],
  });
  await expect(running.ready(2_000)).rejects.toMatchObject({
    message: expect.stringContaining('container prepare exited with code 1'),
  });
  expect(onlyPod(running).state).toMatchObject({ restarts: 0, isReady: false });
  expect(await readdir(join(bench.directory, 'logs'))).toEqual([`${onlyPod(running).name}.prepare.log`]);
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
    // The thief answers the probe, so readiness alone would not notice: the exit does.
    const running = await bench.supervise({ main: listen, container: port, ports });
    await vi.waitFor(() => expect(onlyPod(running).port).not.toBe(stolen), patience);
    await running.ready(10_000);
    expect(onlyPod(running).state.restarts).toBe(0);
  } finally {
    thief.close();
  }
});

test('starts a container again whose liveness probe fails', async () => {
  const running = await bench.supervise({
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
  await vi.waitFor(() => {
    expect(onlyPod(running).state).toMatchObject({
      restarts: 1,
      isReady: true,
      lastExit: { signal: 'SIGTERM' },
    });
  }, patience);
});

test('kills what ignores SIGTERM when the grace is over, with everything that it started', async () => {
  const running = await bench.supervise({
    main: `import { spawn } from 'node:child_process';
      process.on('SIGTERM', () => {});
      const child = spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"], { stdio: 'inherit' });
      console.log('child ' + child.pid); ${idle}`,
    graceSeconds: 1,
  });
  await running.ready(10_000);
  const pod = onlyPod(running);
  let child = 0;
  await vi.waitFor(async () => {
    const said = await readFile(join(bench.directory, 'logs', `${pod.name}.log`), 'utf8');
    child = Number(/child (\d+)/.exec(said)?.[1]);
    expect(isAlive(child)).toBe(true);
  }, patience);
  await running.scale('thing', 0, 20_000);
  await vi.waitFor(() => expect(isAlive(child)).toBe(false), patience);
  expect(await readdir(join(bench.directory, 'pods')).catch(() => [])).toEqual([]);
});

test('ends at once although a termination with a long grace is under way', async () => {
  const running = await bench.supervise({
    main: `process.on('SIGTERM', () => {}); ${idle}`,
    graceSeconds: 600,
    container: { lifecycle: { preStop: { sleep: { seconds: 300 } } } },
  });
  await running.ready(10_000);
  const pid = onlyPod(running).state.pid ?? 0;
  const scaling = running.scale('thing', 0, 600_000);
  scaling.catch(() => undefined);
  await vi.waitFor(() => expect(onlyPod(running).state.phase).toBe('Terminating'), patience);
  const startedAt = performance.now();
  await running.stop(300);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  expect(isAlive(pid)).toBe(false);
  await expect(scaling).rejects.toMatchObject({ code: 'engine-stopping' });
});

test('lists the processes that run, and no file when none does', async () => {
  const running = await bench.supervise({ main: listen, container: port });
  await running.ready(10_000);
  const pod = onlyPod(running);
  const podPort = pod.port ?? 0;
  const listed: unknown = JSON.parse(await readFile(join(bench.directory, 'processes.json'), 'utf8'));
  expect(listed).toMatchObject({ processes: [{ pid: pod.state.pid, pod: pod.name, container: 'main' }] });
  await running.scale('thing', 0, 20_000);
  expect(await readdir(bench.directory)).not.toContain('processes.json');
  expect(await isPortFree(podPort)).toBe(true);
});

test('waits for nobody who asked for another count in the meantime', async () => {
  const running = await bench.supervise({ main: listen, container: port });
  await running.ready(10_000);
  const first = running.scale('thing', 3, 20_000);
  const second = running.scale('thing', 2, 20_000);
  await expect(first).rejects.toMatchObject({ code: 'change-superseded' });
  await second;
  expect(running.deployments[0]?.pods).toHaveLength(2);
});
