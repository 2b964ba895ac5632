import { afterEach, beforeEach, expect, test } from 'vitest';
import { SteppedClock } from '../../testing/stepped-clock.ts';
import type { Stored } from '../objects/api-object.ts';
import { ObjectStore } from '../store/object-store.ts';
import { createEventRecorder, type EventRecorder, mostEvents } from './event-recorder.ts';

let clock: SteppedClock;
let store: ObjectStore;
let recorder: EventRecorder;
let pod: Stored;

beforeEach(() => {
  clock = new SteppedClock();
  store = new ObjectStore({ clock });
  recorder = createEventRecorder({ store, clock });
  recorder.start();
  const metadata = { name: 'crab', namespace: 'sea' };
  pod = store.create({ apiVersion: 'v1', kind: 'Pod', metadata, spec: {} }) as Stored;
});

afterEach(() => recorder.stop());

const record = (message: string, object = pod, component = 'kubelet') =>
  recorder.recordEvent({ object, type: 'Warning', reason: 'BackOff', message, component });

test('writes an Event about an object, as its kubelet would', () => {
  record('back-off 10s');
  const { name, namespace, uid, resourceVersion } = pod.metadata;
  expect(store.list('Event')).toMatchObject([
    {
      metadata: { name: expect.stringMatching(/^crab\.[0-9a-f]{16}$/), namespace: 'sea' },
      involvedObject: { apiVersion: 'v1', kind: 'Pod', name, namespace, uid, resourceVersion },
      type: 'Warning',
      reason: 'BackOff',
      message: 'back-off 10s',
      source: { component: 'kubelet', host: 'laptop' },
      firstTimestamp: '2026-11-30T09:00:00Z',
      lastTimestamp: '2026-11-30T09:00:00Z',
      count: 1,
    },
  ]);
});

test('counts what happens again, and tells apart who says it and what', async () => {
  record('back-off 10s');
  await clock.advance(30_000);
  record('back-off 10s');
  record('back-off 20s');
  record('back-off 10s', pod, 'another');
  expect(store.list('Event')).toMatchObject([
    { count: 2, firstTimestamp: '2026-11-30T09:00:00Z', lastTimestamp: '2026-11-30T09:00:30Z' },
    { count: 1, message: 'back-off 20s' },
    { count: 1, source: { component: 'another' } },
  ]);
});

test('makes one Event of many different messages about the same', async () => {
  for (let seconds = 1; seconds <= 12; seconds += 1) record(`back-off ${seconds}s`);
  const events = store.list('Event');
  expect(events).toHaveLength(10);
  expect(events.at(-1)).toMatchObject({ message: '(combined from similar events): back-off 12s', count: 3 });
  await clock.advance(601_000);
  record('back-off 13s');
  expect(store.list('Event').at(-1)).toMatchObject({ message: 'back-off 13s', count: 1 });
});

test('deletes an Event an hour after it happened last, whoever wrote it', async () => {
  record('back-off 10s');
  const lastTimestamp = '2026-11-30T09:00:00Z';
  const foreign = { apiVersion: 'v1', kind: 'Event' as const, lastTimestamp };
  store.create({ ...foreign, metadata: { name: 'foreign', namespace: 'sea' } });
  await clock.advance(1_800_000);
  record('back-off 10s');
  await clock.advance(1_860_000);
  expect(store.list('Event')).toMatchObject([{ count: 2 }]);
  await clock.advance(1_800_000);
  expect(store.list('Event')).toEqual([]);
  record('back-off 10s');
  expect(store.list('Event')).toMatchObject([{ count: 1 }]);
});

test('keeps no more Events than is good for memory: the latest', async () => {
  for (let index = 0; index < mostEvents + 5; index += 1) {
    if (index === 5) await clock.advance(1_000);
    const metadata = { name: `crab-${index}`, namespace: 'sea' };
    record('back-off', store.create({ apiVersion: 'v1', kind: 'Pod', metadata, spec: {} }) as Stored);
  }
  const names = store.list('Event').map(({ involvedObject }) => involvedObject.name);
  expect(names).toHaveLength(mostEvents);
  expect(names).not.toContain('crab-4');
  expect(names).toContain('crab-5');
});

test('writes what happens to an object without a namespace to default, and nothing into a namespace that ends', () => {
  const metadata = { name: 'sea' };
  const namespace = store.create({ apiVersion: 'v1', kind: 'Namespace', metadata }) as Stored;
  record('low tide', namespace);
  store.delete({ kind: 'Namespace', name: 'sea' });
  record('back-off 10s');
  expect(store.list('Event').map((event) => event.metadata.namespace)).toEqual(['default']);
});
