import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isPortFree } from '../machine/ports/port-allocator.ts';
import {
  idle,
  isAlive,
  type KubeletBench,
  listen,
  openKubeletBench,
  patience,
  port,
} from '../testing/kubelet-bench.ts';

let bench: KubeletBench;

beforeEach(async () => {
  bench = await openKubeletBench();
});

afterEach(() => bench.dispose());

test('runs a pod that is scheduled to this node, and says so in its status, annotations and Events', async () => {
  await bench.run({ main: listen, container: port });
  await bench.ready();
  expect(bench.pod().status).toMatchObject({
    phase: 'Running',
    podIP: '127.0.0.1',
    hostIP: '127.0.0.1',
    qosClass: 'BestEffort',
  });
  expect(bench.container()).toMatchObject({
    ready: true,
    started: true,
    restartCount: 0,
    state: { running: { startedAt: expect.stringMatching(/Z$/) } },
    lastState: {},
  });
  const response = await fetch(`http://127.0.0.1:${bench.realPort()}/`);
  expect(await response.text()).toBe('ok');
  expect(bench.events.map(({ reason }) => reason)).toEqual(
    expect.arrayContaining(['Pulled', 'Created', 'Started']),
  );
});

test('leaves pods alone that are of another node or have ended', async () => {
  await bench.run({ spec: { nodeName: 'elsewhere' } });
  await bench.run({ name: 'ended', status: { phase: 'Failed' } });
  await bench.run({ name: 'other' });
  await vi.waitFor(() => expect(bench.kubelet.pods.map(({ name }) => name)).toEqual(['other']), patience);
  expect(bench.pod().status).toEqual({ phase: 'Pending' });
});

test('ends a pod that is deleted, then removes its object, folder and ports', async () => {
  await bench.run({ main: listen, container: port });
  await bench.ready();
  const real = bench.realPort() ?? 0;
  bench.delete();
  await bench.gone();
  expect(bench.find()).toBeUndefined();
  expect(await isPortFree(real)).toBe(true);
  expect(await readdir(join(bench.directory, 'pods')).catch(() => [])).toEqual([]);
  expect(bench.said()).toContain('Killing: Stopping container main');
});

test('a second deletion with a shorter grace is obeyed', async () => {
  await bench.run({
    main: `process.on('SIGTERM', () => {}); console.log('deaf'); ${idle}`,
    spec: { terminationGracePeriodSeconds: 600 },
  });
  await vi.waitFor(async () => expect(await bench.printed()).toMatch('deaf'), patience);
  const pid = bench.pid() ?? 0;
  bench.delete();
  await vi.waitFor(() => expect(bench.said()).toContain('Killing: Stopping container main'), patience);
  expect(isAlive(pid)).toBe(true);
  bench.delete(1);
  await bench.gone();
  expect(isAlive(pid)).toBe(false);
});

test.each<[string, Parameters<KubeletBench['run']>[0], RegExp]>([
  [
    'while an init container runs',
    { spec: { initContainers: [{ name: 'prepare', image: 'x', command: ['node', '/app/main.mjs'] }] } },
    /Started container prepare/,
  ],
  ['while it waits to be restarted', { main: 'process.exit(1)' }, /Back-off restarting/],
  [
    'while it waits for a ConfigMap',
    { container: { envFrom: [{ configMapRef: { name: 'absent' } }] } },
    /absent/,
  ],
  [
    'while it waits for a volume',
    { spec: { volumes: [{ name: 'files', configMap: { name: 'absent' } }] } },
    /absent/,
  ],
])('ends a pod that is deleted %s', async (_title, situation, sign) => {
  await bench.run(situation);
  await vi.waitFor(() => expect(bench.said().join('\n')).toMatch(sign), patience);
  bench.delete();
  bench.delete();
  await bench.gone();
  expect(bench.find()).toBeUndefined();
});

test('ends a pod whose object was removed by force, while another of its name starts', async () => {
  await bench.run({ main: `process.on('SIGTERM', () => {}); console.log('deaf'); ${idle}` });
  await vi.waitFor(async () => expect(await bench.printed()).toMatch('deaf'), patience);
  const first = bench.pod().metadata.uid;
  bench.delete(0);
  expect(bench.find()).toBeUndefined();
  await bench.run({ main: listen, container: port });
  await bench.ready();
  await vi.waitFor(() => expect(bench.kubelet.pods).toHaveLength(1), patience);
  expect(bench.kubelet.pods[0]?.uid).toBe(bench.pod().metadata.uid);
  expect(bench.pod().metadata.uid).not.toBe(first);
});

test('tells of a container that keeps ending why it is not started again at once', async () => {
  await bench.run({ main: 'process.exit(7)' });
  await vi.waitFor(() => expect(bench.container().state.waiting?.reason).toBe('CrashLoopBackOff'), patience);
  const { uid } = bench.pod().metadata;
  expect(bench.container()).toMatchObject({
    restartCount: 1,
    ready: false,
    state: { waiting: { message: `back-off 10s restarting failed container=main pod=thing_test(${uid})` } },
    lastState: { terminated: { exitCode: 7, reason: 'Error' } },
  });
  expect(bench.pod().status).toMatchObject({ phase: 'Running' });
  expect(bench.condition('Ready')).toMatchObject({ status: 'False', reason: 'ContainersNotReady' });
});

test('starts a container that waited for a ConfigMap as soon as there is one', async () => {
  await bench.run({
    main: `console.log('depth ' + process.env.DEPTH); ${idle}`,
    container: {
      env: [{ name: 'DEPTH', valueFrom: { configMapKeyRef: { name: 'reef', key: 'depth' } } }],
    },
  });
  await vi.waitFor(
    () => expect(bench.container().state.waiting?.reason).toBe('CreateContainerConfigError'),
    patience,
  );
  expect(bench.container().state.waiting?.message).toBe('configmap "reef" not found');
  expect(bench.said()).toContain('Failed: Error: configmap "reef" not found');
  expect(bench.pod().status).toMatchObject({ phase: 'Pending' });
  bench.store.create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'reef', namespace: 'test' },
    data: { depth: '40' },
  });
  await bench.ready();
  await vi.waitFor(async () => expect(await bench.printed()).toMatch('depth 40'), patience);
});

test('brings changes of a ConfigMap into its mounted files, and keeps them when it is deleted', async () => {
  const reef = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'reef', namespace: 'test' },
  } as const;
  bench.store.create({ ...reef, data: { depth: '40', light: 'dim' } });
  await bench.run({
    main: `import { readFileSync, readdirSync } from 'node:fs';
      const folder = process.env.FILES;
      let told = '';
      const read = () => readdirSync(folder).filter((name) => !name.startsWith('.')).map((name) => name + '=' + readFileSync(folder + '/' + name)).join();
      setInterval(() => {
        try {
          const say = read();
          if (say !== told) console.log(told = say);
        } catch (error) {
          // A name may be gone between the listing and the reading, as in a cluster.
          if (error.code !== 'ENOENT') throw error;
        }
      }, 10);`,
    container: {
      env: [{ name: 'FILES', value: '/etc/reef' }],
      volumeMounts: [{ name: 'files', mountPath: '/etc/reef' }],
    },
    spec: { volumes: [{ name: 'files', configMap: { name: 'reef' } }] },
  });
  await vi.waitFor(async () => expect(await bench.printed()).toMatch('depth=40,light=dim'), patience);
  bench.store.replace({ ...reef, data: { depth: '41' } });
  await vi.waitFor(async () => expect(await bench.printed()).toMatch(/depth=41\n/), patience);
  bench.store.delete({ kind: 'ConfigMap', name: 'reef', namespace: 'test' });
  await vi.waitFor(
    () =>
      expect(bench.said()).toContain(
        'FailedMount: MountVolume.SetUp failed for volume "files" : configmap "reef" not found',
      ),
    patience,
  );
  expect((await bench.printed()).trim().split('\n').at(-1)).toMatch(/depth=41$/);
  bench.store.create({ ...reef, data: { depth: '42' } });
  await vi.waitFor(async () => expect(await bench.printed()).toMatch(/depth=42\n/), patience);
  expect(bench.container().restartCount).toBe(0);
});

test('mounts an optional Secret that does not exist yet as an empty folder, and its files when it does', async () => {
  await bench.run({
    main: `import { existsSync } from 'node:fs';
      const file = process.env.FILE;
      console.log('there: ' + existsSync(file));
      setInterval(() => existsSync(file) && console.log('there at last'), 10);`,
    container: {
      env: [{ name: 'FILE', value: '/etc/login/password' }],
      volumeMounts: [{ name: 'login', mountPath: '/etc/login' }],
    },
    spec: { volumes: [{ name: 'login', secret: { secretName: 'login', optional: true } }] },
  });
  await vi.waitFor(async () => expect(await bench.printed()).toMatch('there: false'), patience);
  bench.store.create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'login', namespace: 'test' },
    data: { password: Buffer.from('pearl').toString('base64') },
  });
  await vi.waitFor(async () => expect(await bench.printed()).toMatch('there at last'), patience);
});

test('never starts what the check of the files would refuse', async () => {
  await bench.run({
    container: { command: ['sh', '-c', 'true'], livenessProbe: { exec: { command: ['cat', '/tmp/x'] } } },
  });
  await vi.waitFor(
    () => expect(bench.container().state.waiting?.reason).toBe('CreateContainerError'),
    patience,
  );
  expect(bench.container().state.waiting?.message).toMatch(/the command "sh"/);
  expect(bench.pid()).toBeNull();
});

test('runs several containers side by side, each with a port of its own, ready when all are', async () => {
  await bench.write(listen, 'side.mjs');
  await bench.run({
    main: listen,
    spec: {
      containers: [
        { name: 'main', image: 'thing:v1', command: ['node', '/app/main.mjs'], ...port },
        {
          name: 'side',
          image: 'thing:v1',
          command: ['node', '/app/side.mjs'],
          ports: [{ name: 'admin', containerPort: 9090 }],
          readinessProbe: { tcpSocket: { port: 'admin' } },
        },
      ],
    },
  });
  await bench.ready();
  expect(bench.realPort(9090)).not.toBe(bench.realPort(8080));
  for (const containerPort of [8080, 9090]) {
    const response = await fetch(`http://127.0.0.1:${bench.realPort(containerPort)}/`);
    expect(response.status).toBe(200);
  }
  process.kill(bench.pid('side') ?? 0, 'SIGKILL');
  await vi.waitFor(() => expect(bench.container('side').restartCount).toBe(1), patience);
  await bench.ready();
  expect(bench.container('main').restartCount).toBe(0);
  expect(bench.container('side').lastState.terminated).toMatchObject({ exitCode: 137, reason: 'Error' });
});

test('ends at once when the engine stops, although a termination with a long grace is under way', async () => {
  await bench.run({
    main: `process.on('SIGTERM', () => {}); ${idle}`,
    container: { lifecycle: { preStop: { sleep: { seconds: 300 } } } },
    spec: { terminationGracePeriodSeconds: 600 },
  });
  await bench.ready();
  const pid = bench.pid() ?? 0;
  bench.delete();
  await vi.waitFor(() => expect(bench.said()).toContain('Killing: Stopping container main'), patience);
  const startedAt = performance.now();
  await bench.kubelet.stop(300);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  expect(isAlive(pid)).toBe(false);
  expect(bench.find()).toBeDefined();
});

test('lists the processes that run, and no file when none does', async () => {
  await bench.run({ main: listen, container: port });
  await bench.ready();
  const listed: unknown = JSON.parse(await readFile(join(bench.directory, 'processes.json'), 'utf8'));
  expect(listed).toMatchObject({ processes: [{ pid: bench.pid(), pod: 'thing', container: 'main' }] });
  bench.delete();
  await bench.gone();
  expect(await readdir(bench.directory)).not.toContain('processes.json');
});
