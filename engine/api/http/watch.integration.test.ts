import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type AnswerDocument, TestCluster } from '../../testing/served-cluster.ts';
import { SteppedClock } from '../../testing/stepped-clock.ts';
import { changesKept } from '../store/change-history.ts';

let cluster: TestCluster;
let clock: SteppedClock;
const open: IncomingMessage[] = [];

beforeEach(async () => {
  clock = new SteppedClock();
  cluster = await TestCluster.start({
    clock,
    podMetrics: { of: () => null, list: () => [] },
  });
});
afterEach(async () => {
  for (const response of open.splice(0)) response.destroy();
  await cluster.stop();
});

const place = { apiVersion: 'v1', kind: 'ConfigMap' } as const;
const make = (name: string, data: Record<string, string> = {}, tier = 'front') =>
  cluster.store.create({ ...place, metadata: { name, namespace: 'shop', labels: { tier } }, data });
const change = (name: string, data: Record<string, string>, tier = 'front') =>
  cluster.store.replace({ ...place, metadata: { name, namespace: 'shop', labels: { tier } }, data });
const remove = (name: string) => cluster.store.delete({ kind: 'ConfigMap', name, namespace: 'shop' });

interface WatchEvent {
  readonly type: string;
  readonly object: AnswerDocument;
}

/** The events of a watch as they come, and whether it has ended. */
async function watch(query: string, headers: Record<string, string> = {}) {
  const response = await cluster.open(`/api/v1/namespaces/shop/configmaps?watch=true&${query}`, { headers });
  open.push(response);
  const events: WatchEvent[] = [];
  const state = { hasEnded: false };
  response
    .on('error', () => undefined)
    .on('close', () => {
      state.hasEnded = true;
    });
  createInterface({ input: response })
    .on('line', (line) => events.push(JSON.parse(line)))
    .on('error', () => undefined);
  return { response, events, state };
}

const told = (events: readonly WatchEvent[]) =>
  events.map(({ type, object }) => `${type} ${object.metadata?.name ?? object.kind}`);

test('begins with what there is, and tells each change after it', async () => {
  make('a');
  const { events } = await watch('');
  change('a', { one: '1' });
  make('b');
  remove('a');
  await vi.waitFor(() => expect(told(events)).toEqual(['ADDED a', 'MODIFIED a', 'ADDED b', 'DELETED a']));
});

test('catches up from a version, and tells nothing twice', async () => {
  make('a');
  const { resourceVersion } = cluster.store;
  change('a', { one: '1' });
  const { events } = await watch(`resourceVersion=${resourceVersion}`);
  make('b');
  await vi.waitFor(() => expect(told(events)).toEqual(['MODIFIED a', 'ADDED b']));
});

test('ends within the stream with 410 where the version is too old, or of another cluster', async () => {
  make('a');
  const { resourceVersion } = cluster.store;
  for (let index = 0; index <= 2 * changesKept; index += 1) change('a', { index: String(index) });
  for (const version of [resourceVersion, '999999999']) {
    const { events, state } = await watch(`resourceVersion=${version}`);
    await vi.waitFor(() => expect(state.hasEnded).toBe(true));
    expect(events).toMatchObject([
      { type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } },
    ]);
  }
});

test('tells objects that begin or cease to match as added and deleted', async () => {
  make('a', {}, 'back');
  const { events } = await watch('labelSelector=tier%3Dfront');
  change('a', {}, 'front');
  change('a', {}, 'back');
  remove('a');
  make('b');
  await vi.waitFor(() => expect(told(events)).toEqual(['ADDED a', 'DELETED a', 'ADDED b']));
});

test('marks where the objects of the beginning end', async () => {
  make('a');
  const { events } = await watch(
    'sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan',
  );
  await vi.waitFor(() => expect(events).toHaveLength(2));
  expect(events[1]).toMatchObject({
    type: 'BOOKMARK',
    object: {
      kind: 'ConfigMap',
      metadata: {
        resourceVersion: cluster.store.resourceVersion,
        annotations: { 'k8s.io/initial-events-end': 'true' },
      },
    },
  });
});

test('sends bookmarks while nothing happens, and ends when its time is over', async () => {
  const { events, state } = await watch('allowWatchBookmarks=true&timeoutSeconds=90');
  await clock.advance(60_000);
  await vi.waitFor(() => expect(events).toHaveLength(1));
  expect(events[0]).toMatchObject({
    type: 'BOOKMARK',
    object: { metadata: { resourceVersion: cluster.store.resourceVersion } },
  });
  await clock.advance(30_000);
  await vi.waitFor(() => expect(state.hasEnded).toBe(true));
});

test('tells rows of a table, with its columns once', async () => {
  make('a');
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
  const { events } = await watch('', { accept });
  change('a', { one: '1' });
  await vi.waitFor(() => expect(events).toHaveLength(2));
  expect(
    events.map(({ object }) => [object.columnDefinitions.length, object.rows[0]?.cells.slice(0, 2)]),
  ).toEqual([
    [3, ['a', 0]],
    [0, ['a', 1]],
  ]);
});

test('lets a reader go that does not keep up, and one that goes away is forgotten', async () => {
  make('a');
  const listeners = vi.spyOn(cluster.store, 'watch');
  const { response, state } = await watch('');
  await vi.waitFor(() => expect(listeners).toHaveBeenCalled());
  response.pause();
  response.socket.pause();
  const large = 'x'.repeat(512 * 1024);
  for (let index = 0; index < 100; index += 1) change('a', { large, index: String(index) });
  response.resume();
  response.socket.resume();
  await vi.waitFor(() => expect(state.hasEnded).toBe(true));
  expect(response.complete).toBe(false);
  expect((await cluster.ask('/healthz')).code).toBe(200);
});

test('ends with the API', async () => {
  const { state } = await watch('');
  await cluster.api.close();
  await vi.waitFor(() => expect(state.hasEnded).toBe(true));
});
