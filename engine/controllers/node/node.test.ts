import { availableParallelism } from 'node:os';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ObjectStore } from '../../api/store/object-store.ts';
import { SteppedClock } from '../../testing/stepped-clock.ts';
import type { Controller } from '../reconciler.ts';
import { createNodeController } from './run-node.ts';

let clock: SteppedClock;
let store: ObjectStore;
let controller: Controller;
let failures: unknown[];

beforeEach(() => {
  clock = new SteppedClock();
  store = new ObjectStore({ clock });
  failures = [];
  controller = createNodeController({
    store,
    clock,
    logger: { error: (context: unknown) => void failures.push(context) },
    capacity: { cpu: 12, memoryBytes: 3 * 2 ** 30, pods: 110 },
    kubeletVersion: 'v1.33.0',
  });
  controller.start();
});

afterEach(async () => {
  await controller.stop();
  expect(failures).toEqual([]);
});

const laptop = { kind: 'Node' as const, name: 'laptop' };

test('registers the machine as it is, with what the scheduler lets pods request', () => {
  expect(store.get(laptop)).toMatchObject({
    metadata: { labels: { 'kubernetes.io/hostname': 'laptop' } },
    status: {
      capacity: { cpu: String(availableParallelism()), pods: '110' },
      allocatable: { cpu: '12', memory: '3145728Ki', pods: '110' },
      nodeInfo: { kubeletVersion: 'v1.33.0', operatingSystem: process.platform },
    },
  });
});

test('shows every five minutes that it lives, and changes nothing else', async () => {
  const before = store.get(laptop);
  await clock.advance(299_000);
  expect(store.get(laptop)).toBe(before);
  await clock.advance(1_000);
  const ready = store.get(laptop)?.status?.['conditions'];
  expect(ready).toContainEqual(
    expect.objectContaining({
      type: 'Ready',
      status: 'True',
      lastHeartbeatTime: '2026-11-30T09:05:00Z',
      lastTransitionTime: '2026-11-30T09:00:00Z',
    }),
  );
});

test('comes back when somebody deletes it', async () => {
  const { uid } = store.delete(laptop).metadata;
  await clock.advance(0);
  expect(store.get(laptop)?.metadata.uid).not.toBe(uid);
});
