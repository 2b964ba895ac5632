import { afterEach, beforeEach, expect, test } from 'vitest';
import { ObjectStore } from '../api/store/object-store.ts';
import { SteppedClock } from '../testing/stepped-clock.ts';
import { keyTextOf, parseKeyText, Reconciler } from './reconciler.ts';

let clock: SteppedClock;
let store: ObjectStore;
let looked: string[];
let failures: unknown[];
let fails: boolean;
let reconciler: Reconciler;

beforeEach(() => {
  clock = new SteppedClock();
  store = new ObjectStore({ clock });
  looked = [];
  failures = [];
  fails = false;
  reconciler = new Reconciler({
    name: 'tester',
    store,
    clock,
    logger: { error: (context: unknown) => void failures.push(context) },
    keysOf: ({ object }) => (object.kind === 'ConfigMap' ? [keyTextOf(object.metadata)] : []),
    reconcile: (key) => {
      looked.push(key);
      if (fails) throw new Error('not now');
    },
  });
});

afterEach(() => reconciler.stop());

function write(name: string, depth: string): void {
  const metadata = { name, namespace: 'sea' };
  const object = { apiVersion: 'v1', kind: 'ConfigMap' as const, metadata, data: { depth } };
  if (store.get({ kind: 'ConfigMap', ...metadata }) === undefined) store.create(object);
  else store.replace(object);
}

test('looks at what is there already, and once at what changed several times', async () => {
  write('reef', '1');
  reconciler.start();
  write('wreck', '1');
  write('wreck', '2');
  await clock.advance(0);
  expect(looked).toEqual(['sea/reef', 'sea/wreck']);
  expect(parseKeyText('sea/reef')).toEqual({ namespace: 'sea', name: 'reef' });
});

test('tries again after a growing delay where it failed', async () => {
  reconciler.start();
  fails = true;
  write('reef', '1');
  await clock.advance(100 + 200 - 1);
  expect(looked).toHaveLength(2);
  expect(failures).toHaveLength(2);
  fails = false;
  await clock.advance(1);
  expect(looked).toHaveLength(3);
  await clock.advance(60_000);
  expect(looked).toHaveLength(3);
});

test('looks again at the first of several times that it was asked for', async () => {
  reconciler.start();
  for (const delayMs of [3_000, 1_000, 2_000]) reconciler.enqueueAfter('sea/reef', delayMs);
  await clock.advance(999);
  expect(looked).toEqual([]);
  await clock.advance(10_000);
  expect(looked).toEqual(['sea/reef']);
});

test('does nothing more once it is stopped', async () => {
  reconciler.start();
  write('reef', '1');
  reconciler.enqueueAfter('sea/wreck', 1_000);
  await reconciler.stop();
  write('reef', '2');
  await clock.advance(2_000);
  expect(looked).toEqual([]);
});
