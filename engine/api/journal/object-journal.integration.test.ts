import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@petstore/chassis/logging';
import { build } from 'esbuild';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Stored, StoredKind } from '../objects/api-object.ts';
import { ObjectStore } from '../store/object-store.ts';
import { openObjectJournal } from './open-object-journal.ts';

const logger = createLogger({ service: 'engine', level: 'fatal' });
let folder = '';
let directory = '';
let nowMs = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'object-journal-'));
  directory = join(folder, 'objects');
  nowMs = Date.UTC(2026, 10, 30, 9);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const clock = { now: () => nowMs };

function open(isFresh = false) {
  const { problems, journal, objects, lastVersion } = openObjectJournal({
    directory,
    clock,
    logger,
    isFresh,
  });
  const store = new ObjectStore({ clock, objects, lastVersion, journal });
  return { store, journal, problems, lastVersion };
}

function map(name: string, data: Readonly<Record<string, string>> = {}, kind: StoredKind = 'ConfigMap') {
  return { apiVersion: 'v1', kind, metadata: { name, namespace: 'sea' }, data };
}

const log = (name = 'objects.log') => join(directory, name);
const namesIn = (store: ObjectStore) => store.all().map(({ metadata }) => metadata.name);
const modeOf = (path: string) => statSync(path).mode & 0o777;

test('keeps what is declared, and Secrets apart, for their owner alone', () => {
  const first = open();
  const kept = [
    first.store.create(map('reef', { depth: '3' })),
    first.store.create(map('key', { password: 'cGVhcmw=' }, 'Secret')),
    first.store.create({ ...map('fish'), kind: 'ReplicaSet', spec: {} }),
  ];
  first.store.create(map('crab', {}, 'Pod'));
  first.journal.close();
  const { store, problems } = open();
  expect(problems).toEqual([]);
  expect(store.all().toSorted((one, other) => one.kind.localeCompare(other.kind))).toEqual(
    kept.toSorted((one, other) => one.kind.localeCompare(other.kind)),
  );
  expect(readFileSync(log(), 'utf8')).not.toContain('cGVhcmw=');
  expect([modeOf(directory), modeOf(log()), modeOf(log('secrets.log'))]).toEqual([0o700, 0o600, 0o600]);
});

test('lets resourceVersions grow over restarts, also of what is not kept, and when the clock goes back', () => {
  const first = open();
  first.store.create(map('crab', {}, 'Pod'));
  const versions = Array.from({ length: 20_000 }, (_, count) =>
    Number(
      first.store.replaceStatus({ ...map('crab', {}, 'Pod'), status: { count } }).metadata.resourceVersion,
    ),
  );
  first.journal.close();
  nowMs -= 3_600_000;
  expect(open().lastVersion).toBeGreaterThanOrEqual(versions.at(-1) ?? Number.POSITIVE_INFINITY);
  expect(() => open().store.changesSince('Pod', String(versions.at(-1)))).toThrow(
    expect.objectContaining({ code: 'watch-expired' }),
  );
});

test('rewrites a log that has outgrown what it says', () => {
  const { store, journal } = open();
  store.create(map('reef'));
  for (let count = 0; count < 200; count += 1)
    store.replace(map('reef', { text: 'x'.repeat(10_000), count: String(count) }));
  journal.close();
  expect(statSync(log()).size).toBeLessThan(300_000);
  expect(open().store.list('ConfigMap')).toMatchObject([{ data: { count: '199' } }]);
});

test('forgets everything but Secrets when it is told to, and no version', () => {
  const first = open();
  first.store.create(map('reef'));
  first.store.create(map('key', {}, 'Secret'));
  first.journal.close();
  const fresh = open(true);
  expect(namesIn(fresh.store)).toEqual(['key']);
  expect(fresh.lastVersion).toBeGreaterThan(Number(first.store.resourceVersion));
  fresh.journal.close();
  expect(namesIn(open().store)).toEqual(['key']);
});

test('leaves out a damaged line, says what it was about, and sets the damaged file aside', () => {
  const first = open();
  for (const name of ['reef', 'dune', 'tide']) first.store.create(map(name));
  first.journal.close();
  const lines = readFileSync(log(), 'utf8').split('\n');
  const text = lines.map((line) => (line.includes('dune') ? line.replace('sea', 'sky') : line)).join('\n');
  writeFileSync(log(), text);
  const { store, problems, journal } = open();
  expect(namesIn(store)).toEqual(['reef', 'tide']);
  expect(problems).toEqual([
    expect.stringMatching(/1 of \d+ lines cannot be read .*\(ConfigMap dune\).*damaged-/),
  ]);
  const aside = readdirSync(directory).find((name) => name.includes('damaged')) ?? '';
  expect(readFileSync(log(aside), 'utf8')).toBe(text);
  expect(modeOf(log(aside))).toBe(0o600);
  journal.close();
  expect(open().problems).toEqual([]);
});

test.each([
  ['an empty log', () => writeFileSync(log(), '')],
  ['a log of something else', () => writeFileSync(log(), 'not ours\n\u0000\n')],
  ['a last line that was cut off', () => appendFileSync(log(), '0badcafe {"put":{"kind":"Conf')],
])('starts with %s, and says that it is damaged', (_what, damage) => {
  open().journal.close();
  damage();
  const { problems, store } = open();
  expect(problems).toEqual([expect.stringContaining('objects.log is damaged')]);
  expect(store.create(map('reef'))).toBeDefined();
});

test('refuses the objects of a newer version, says what to do, and leaves them as they are', () => {
  open().journal.close();
  const text = readFileSync(log(), 'utf8').replace('"format":1', '"format":2');
  writeFileSync(log(), text);
  expect(() => open()).toThrow(
    expect.objectContaining({
      code: 'objects-of-newer-version',
      message: expect.stringMatching(/Start that version/),
    }),
  );
  expect(readFileSync(log(), 'utf8')).toBe(text);
});

test('says what to do when the folder is none', () => {
  writeFileSync(directory, '');
  expect(() => open()).toThrow(
    expect.objectContaining({ code: 'objects-unusable', message: expect.stringContaining(directory) }),
  );
});

interface Acknowledged {
  readonly size: number;
  readonly objects: readonly Stored[];
}

const names = fc.constantFrom('reef', 'dune', 'tide');
const write = fc.record({
  kind: fc.constantFrom<StoredKind>('ConfigMap', 'Deployment', 'Secret', 'Pod'),
  name: names,
  what: fc.constantFrom('create', 'replace', 'status', 'delete', 'foreground', 'release'),
  text: fc.string({ unit: 'binary', maxLength: 30 }),
});

/** A write that the store refuses changes nothing. */
function attempt(
  store: ObjectStore,
  { kind, name, what, text }: typeof write extends fc.Arbitrary<infer Write> ? Write : never,
) {
  const key = { kind, name, namespace: 'sea' };
  const actions: Readonly<Record<string, () => unknown>> = {
    create: () => store.create(map(name, { text }, kind)),
    replace: () => store.replace(map(name, { text }, kind)),
    status: () => store.replaceStatus({ ...map(name, {}, kind), status: { text } }),
    delete: () => store.delete(key),
    foreground: () => store.delete(key, { propagationPolicy: 'Foreground' }),
    release: () =>
      store.edit(key, (current) => ({ ...current, metadata: { ...current.metadata, finalizers: [] } })),
  };
  try {
    actions[what]?.();
  } catch (error) {
    expect(error).toMatchObject({ code: expect.stringMatching(/^object-/) });
  }
}

test('after any writes and a cut at any byte, what is read is a state that was acknowledged: the last one before it', () => {
  const property = fc.property(
    fc.array(write, { maxLength: 25, size: 'max' }),
    fc.nat(),
    fc.boolean(),
    (writes, place, isWhole) => {
      rmSync(directory, { recursive: true, force: true });
      const { store, journal } = open();
      const keptIn = (from: ObjectStore) =>
        from.all().filter(({ kind }) => kind === 'ConfigMap' || kind === 'Deployment');
      const acknowledged: Acknowledged[] = [{ size: 0, objects: [] }];
      for (const each of writes) {
        attempt(store, each);
        acknowledged.push({ size: statSync(log()).size, objects: keptIn(store) });
      }
      journal.close();
      const secrets = store.list('Secret');
      const cut = isWhole ? statSync(log()).size : place % (statSync(log()).size + 1);
      truncateSync(log(), cut);
      const again = open();
      again.journal.close();
      const expected = acknowledged.findLast(({ size }) => size <= cut)?.objects ?? [];
      const inOrder = (objects: readonly Stored[]) => objects.map((object) => JSON.stringify(object)).sort();
      expect(inOrder(keptIn(again.store))).toEqual(inOrder(expected));
      expect(again.store.list('Secret')).toEqual(secrets);
      if (isWhole) expect(again.problems).toEqual([]);
    },
  );
  fc.assert(property, { numRuns: 150 });
});

/** Returns the whole lines that it printed. */
async function runWriter(limit: string, isEnough: (printed: string) => boolean): Promise<readonly string[]> {
  const outfile = join(folder, 'write-objects.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, '..', '..', 'testing', 'write-objects.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
  });
  const command = `${limit} exec "${process.execPath}" "$@"`;
  const child = spawn('sh', ['-c', command, 'sh', outfile, directory, '20000'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += String(chunk);
    if (isEnough(printed)) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return printed.split('\n').slice(0, -1);
}

test('loses no acknowledged write when its process is killed', async () => {
  const printed = await runWriter('', (text) => text.split('\n').length > 50);
  const names = new Set(namesIn(open().store));
  expect(printed.length).toBeGreaterThanOrEqual(50);
  expect(printed.filter((name) => !names.has(name))).toEqual([]);
});

test('refuses a write for which there is no room, changes nothing, and keeps what was there', async () => {
  // As a full disk: no file of the process grows beyond 2 MB.
  const printed = await runWriter('ulimit -f 4096;', () => false);
  expect(printed.at(-1)).toBe('object-not-kept false');
  const { store, problems } = open();
  expect(problems).toEqual([]);
  expect(new Set(namesIn(store))).toEqual(new Set(printed.slice(0, -1)));
});
