import { afterEach, expect, test, vi } from 'vitest';
import { podPortsOf } from '../../api/objects/pod-ports.ts';
import {
  idle,
  type KubeletBench,
  listen,
  openKubeletBench,
  patience,
  port,
} from '../../testing/kubelet-bench.ts';

let bench: KubeletBench;

afterEach(() => bench.dispose());

const calling = { env: [{ name: 'PEER', value: 'http://peer:8000' }] };

function declarePeer(): void {
  bench.store.create({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'peer', namespace: 'test' },
    spec: { selector: { app: 'peer' }, ports: [{ name: 'http', port: 8000 }] },
  });
}

function outbound(): number | undefined {
  return podPortsOf(bench.pod().metadata).outbound['peer.test'];
}

test('starts no container before the mesh has opened what it calls, and tells the mesh by the pod itself', async () => {
  let open: () => void = () => undefined;
  const published: (number | undefined)[] = [];
  bench = await openKubeletBench({
    publish: () => {
      published.push(outbound());
      return new Promise((resolve) => {
        open = resolve;
      });
    },
  });
  declarePeer();
  await bench.run({ main: `console.log('calls ' + process.env.PEER); ${idle}`, container: calling });
  await vi.waitFor(() => expect(published).toHaveLength(1), patience);
  expect(published[0]).toBeTypeOf('number');
  expect(bench.pid()).toBeNull();
  open();
  await vi.waitFor(
    async () => expect(await bench.printed()).toMatch(`calls http://127.0.0.1:${published[0]}`),
    patience,
  );
});

test('takes other ports for what the mesh could not open', async () => {
  const published: (number | undefined)[] = [];
  bench = await openKubeletBench({
    publish: async () => {
      published.push(outbound());
      if (published.length === 1) throw new Error('port taken');
    },
  });
  declarePeer();
  await bench.run({ container: calling });
  await bench.ready();
  expect(bench.said()).toContain('FailedCreatePodSandBox: port taken');
  expect(outbound()).toBe(published[1]);
  expect(published[1]).not.toBe(published[0]);
});

test('opens what a container calls that could not be made at first', async () => {
  bench = await openKubeletBench();
  declarePeer();
  await bench.run({ container: { envFrom: [{ configMapRef: { name: 'peers' } }] } });
  await vi.waitFor(
    () => expect(bench.container().state.waiting?.reason).toBe('CreateContainerConfigError'),
    patience,
  );
  expect(outbound()).toBeUndefined();
  bench.store.create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'peers', namespace: 'test' },
    data: { PEER: 'http://peer.test.svc:8000' },
  });
  await bench.ready();
  expect(outbound()).toBeTypeOf('number');
});

test('sends SIGTERM when the mesh has taken the pod out and no request to it is under way', async () => {
  let finish: () => void = () => undefined;
  const asked: string[] = [];
  const seen: string[] = [];
  bench = await openKubeletBench({
    publish: async () => void seen.push(bench.find()?.metadata.deletionTimestamp ?? 'serves'),
    drained: (pod) => {
      asked.push(pod);
      return new Promise((resolve) => {
        finish = resolve;
      });
    },
  });
  await bench.run({ main: `${listen} process.on('SIGTERM', () => process.exit(0));`, container: port });
  await bench.ready();
  bench.delete();
  await vi.waitFor(() => expect(asked).toEqual(['thing']), patience);
  expect(seen).toEqual([bench.pod().metadata.deletionTimestamp]);
  expect(bench.said().filter((line) => line.startsWith('Killing'))).toEqual([]);
  finish();
  await bench.gone();
});
