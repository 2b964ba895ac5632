import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@petstore/chassis/logging';
import { systemClock } from '@petstore/chassis/time';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Container, Deployment } from '../manifests/index.ts';
import { openLogStore } from './log-store.ts';
import { planDeployment } from './plan-deployment.ts';
import type { PodWorld } from './pod-world.ts';
import { createPortAllocator, isPortFree, type PortAllocator } from './port-allocator.ts';
import { ProcessRegistry } from './process-registry.ts';
import { createSupervisor, type Supervisor } from './supervisor.ts';

const patience = { timeout: 20_000, interval: 20 };

let directory = '';
let supervisor: Supervisor | null = null;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'supervisor-'));
  await mkdir(join(directory, 'app'));
});

afterEach(async () => {
  await supervisor?.stop(1_000);
  supervisor = null;
  await rm(directory, { recursive: true, force: true });
});

interface Situation {
  /** Source of `/app/main.mjs`. */
  readonly main: string;
  readonly container?: Partial<Container>;
  readonly initContainers?: NonNullable<Deployment['spec']['template']['spec']['initContainers']>;
  readonly graceSeconds?: number;
  readonly ports?: PortAllocator;
}

async function supervise(situation: Situation): Promise<{ supervisor: Supervisor; world: PodWorld }> {
  const { main, container = {}, initContainers = [], graceSeconds = 5 } = situation;
  await writeFile(join(directory, 'app', 'main.mjs'), main);
  const deployment: Deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'thing' },
    spec: {
      selector: { matchLabels: {} },
      template: {
        spec: {
          terminationGracePeriodSeconds: graceSeconds,
          initContainers,
          containers: [{ name: 'main', image: 'thing:v1', command: ['node', '/app/main.mjs'], ...container }],
        },
      },
    },
  };
  const plan = planDeployment(deployment, { namespace: 'test' });
  if ('refused' in plan) throw new Error(plan.refused.join('\n'));
  const onProblem = (error: unknown) => expect.unreachable(String(error));
  const world: PodWorld = {
    clock: systemClock,
    logger: createLogger({ service: 'supervisor', level: 'fatal' }),
    logs: await openLogStore({ directory: join(directory, 'logs'), clock: systemClock, onProblem }),
    ports: situation.ports ?? createPortAllocator(Math.floor(Math.random() * 9_000)),
    processes: new ProcessRegistry(join(directory, 'processes.json')),
    nodePath: process.execPath,
    appDirectory: join(directory, 'app'),
    podsDirectory: join(directory, 'pods'),
    hostEnvironment: {},
    cluster: {
      namespace: 'test',
      configMap: () => undefined,
      secret: () => undefined,
      hasServicePort: () => false,
      postgresHosts: new Set(),
      postgres: null,
    },
    publish: () => Promise.resolve(),
  };
  supervisor = createSupervisor({ plans: [plan], world, random: Math.random });
  supervisor.start();
  return { supervisor, world };
}

function onlyPod(from: Supervisor) {
  const pod = from.deployments[0]?.pods[0];
  if (pod === undefined) throw new Error('there is no pod');
  return pod;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const idle = 'setInterval(() => {}, 1000);';
const listen = `import { createServer } from 'node:http';
createServer((q, s) => s.end('ok')).listen(Number(process.env.PORT), '127.0.0.1');`;
const port = {
  ports: [{ name: 'http', containerPort: 8080 }],
  readinessProbe: { tcpSocket: { port: 'http' } },
};

test('says which pod does not become ready, how it ended and what it printed last', async () => {
  const { supervisor: running } = await supervise({
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

test('does not start the main container before its init containers have completed', async () => {
  const { supervisor: running } = await supervise({
    main: `console.log('main'); ${idle}`,
    initContainers: [{ name: 'prepare', image: 'x', command: ['node', '/app/missing.mjs'] }],
  });
  await expect(running.ready(2_000)).rejects.toMatchObject({
    message: expect.stringContaining('container prepare exited with code 1'),
  });
  expect(onlyPod(running).state).toMatchObject({ restarts: 0, isReady: false });
  expect(await readdir(join(directory, 'logs'))).toEqual([`${onlyPod(running).name}.prepare.log`]);
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
    const { supervisor: running } = await supervise({ main: listen, container: port, ports });
    await vi.waitFor(() => expect(onlyPod(running).port).not.toBe(stolen), patience);
    await running.ready(10_000);
    expect(onlyPod(running).state.restarts).toBe(0);
  } finally {
    thief.close();
  }
});

test('starts a container again whose liveness probe fails', async () => {
  const { supervisor: running } = await supervise({
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
  const { supervisor: running } = await supervise({
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
    const said = await readFile(join(directory, 'logs', `${pod.name}.log`), 'utf8');
    child = Number(/child (\d+)/.exec(said)?.[1]);
    expect(isAlive(child)).toBe(true);
  }, patience);
  await running.scale('thing', 0, 20_000);
  await vi.waitFor(() => expect(isAlive(child)).toBe(false), patience);
  expect(await readdir(join(directory, 'pods')).catch(() => [])).toEqual([]);
});

test('ends at once although a termination with a long grace is under way', async () => {
  const { supervisor: running } = await supervise({
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
  const { supervisor: running } = await supervise({ main: listen, container: port });
  await running.ready(10_000);
  const pod = onlyPod(running);
  const podPort = pod.port ?? 0;
  const listed: unknown = JSON.parse(await readFile(join(directory, 'processes.json'), 'utf8'));
  expect(listed).toMatchObject([{ pid: pod.state.pid, pod: pod.name, container: 'main' }]);
  await running.scale('thing', 0, 20_000);
  expect(await readdir(directory)).not.toContain('processes.json');
  expect(await isPortFree(podPort)).toBe(true);
});

test('waits for nobody who asked for another count in the meantime', async () => {
  const { supervisor: running } = await supervise({ main: listen, container: port });
  await running.ready(10_000);
  const first = running.scale('thing', 3, 20_000);
  const second = running.scale('thing', 2, 20_000);
  await expect(first).rejects.toMatchObject({ code: 'change-superseded' });
  await second;
  expect(running.deployments[0]?.pods).toHaveLength(2);
});

test('replaces pods one after the other, and keeps the wanted count available all the while', async () => {
  const { supervisor: running } = await supervise({ main: listen, container: port });
  await running.scale('thing', 3, 20_000);
  const controller = running.deployments[0];
  const before = controller?.pods.map(({ name }) => name) ?? [];
  let least = 3;
  let most = 0;
  const watching = setInterval(() => {
    const pods = controller?.pods ?? [];
    least = Math.min(least, pods.filter(({ state }) => state.isReady).length);
    most = Math.max(most, pods.filter(({ isTerminating }) => !isTerminating).length);
  }, 5);
  await running.restart('thing', 30_000).finally(() => clearInterval(watching));
  const after = controller?.pods.map(({ name }) => name) ?? [];
  expect(after).toHaveLength(3);
  expect(after.filter((name) => before.includes(name))).toEqual([]);
  expect([least, most]).toEqual([3, 4]);
  expect(controller?.progress).toMatchObject({ phase: 'complete' });
});

test('leaves the old pods serving when the new ones fail, and says why', async () => {
  const { supervisor: running } = await supervise({ main: listen, container: port });
  await running.ready(10_000);
  const old = onlyPod(running);
  await writeFile(join(directory, 'app', 'main.mjs'), "console.log('no fuel'); process.exit(3);");
  await expect(running.restart('thing', 60_000)).rejects.toMatchObject({
    code: 'pods-not-ready',
    message: expect.stringMatching(/exited with code 3[\s\S]*no fuel/),
  });
  expect(old.state).toMatchObject({ phase: 'Running', isReady: true });
  await writeFile(join(directory, 'app', 'main.mjs'), listen);
  await running.restart('thing', 20_000);
  expect(old.isTerminating).toBe(true);
  expect(running.deployments[0]?.pods).toHaveLength(1);
});

test('tells the first of two restarts that the second took its place', async () => {
  const { supervisor: running } = await supervise({ main: listen, container: port });
  await running.ready(10_000);
  const first = running.restart('thing', 20_000);
  const second = running.restart('thing', 20_000);
  await expect(first).rejects.toMatchObject({ code: 'change-superseded' });
  await second;
  expect(running.deployments[0]?.pods).toHaveLength(1);
});
