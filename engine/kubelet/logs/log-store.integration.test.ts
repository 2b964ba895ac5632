import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LogLine, type LogSource, openLogStore } from './log-store.ts';

let directory = '';
let now = 0;
const clock = { now: () => now, wait: () => Promise.resolve() };

beforeEach(async () => {
  now = Date.parse('2026-01-01T00:00:00.000Z');
  directory = join(await mkdtemp(join(tmpdir(), 'log-store-')), 'logs');
});

afterEach(() => rm(join(directory, '..'), { recursive: true, force: true }));

function open(capBytes?: number) {
  const options = { directory, clock, onProblem: (error: unknown) => expect.unreachable(String(error)) };
  return openLogStore(capBytes === undefined ? options : { ...options, capBytes });
}

function source(pod: string, changes: Partial<LogSource> = {}): LogSource {
  return {
    namespace: 'sea',
    deployment: pod.split('-')[0] ?? pod,
    pod,
    container: 'main',
    isMain: true,
    ...changes,
  };
}

function texts(lines: readonly LogLine[]): string[] {
  return lines.map(({ pod, line }) => `${pod} ${line}`);
}

test('finds lines of several pods in the order in which they came', async () => {
  const store = await open();
  const [a, b] = [store.writer(source('a-1')), store.writer(source('b-1'))];
  a.write('stdout', Buffer.from('first\n'));
  now += 1;
  b.write('stderr', Buffer.from('second\n'));
  now += 1;
  a.write('stdout', Buffer.from('third\n'));
  expect(texts(await store.search({}))).toEqual(['a-1 first', 'b-1 second', 'a-1 third']);
  expect(texts(await store.search({ deployment: 'a' }))).toEqual(['a-1 first', 'a-1 third']);
  expect(texts(await store.search({ pod: 'b-1' }))).toEqual(['b-1 second']);
  expect(texts(await store.search({ tail: 2 }))).toEqual(['b-1 second', 'a-1 third']);
  expect(texts(await store.search({ since: now }))).toEqual(['a-1 third']);
});

test('finds the lines of one correlation id', async () => {
  const store = await open();
  const writer = store.writer(source('a-1'));
  writer.write('stdout', Buffer.from('{"correlationId":"one"}\n{"correlationId":"two"}\n'));
  expect(texts(await store.search({ correlationId: 'two' }))).toEqual(['a-1 {"correlationId":"two"}']);
});

test('keeps the newest lines when the cap is reached', async () => {
  const store = await open(1_000);
  const writer = store.writer(source('a-1'));
  for (let i = 0; i < 1_000; i += 1) writer.write('stdout', Buffer.from(`line ${i}\n`));
  const lines = await store.search({});
  expect(lines.at(-1)?.line).toBe('line 999');
  expect(lines.length).toBeGreaterThan(50);
  expect(lines.length).toBeLessThan(250);
  expect(await readdir(directory)).toEqual(['a-1.log', 'a-1.log.1']);
});

test('stores a last line that was never ended, and the output of init containers apart', async () => {
  const store = await open();
  const writer = store.writer(source('a-1', { container: 'migrate', isMain: false }));
  writer.write('stdout', Buffer.from('no newline'));
  writer.flush();
  expect(await store.search({})).toMatchObject([{ pod: 'a-1', container: 'migrate', line: 'no newline' }]);
  expect(await readdir(directory)).toEqual(['a-1.migrate.log']);
});

test('stores what came as it came, one write a chunk', async () => {
  const store = await open();
  const writer = store.writer(source('a-1'));
  writer.write('stdout', Buffer.from('{"a":1}\r\n\n{"b"'));
  writer.write('stderr', Buffer.from('aside\n'));
  writer.write('stdout', Buffer.from(':2}\n'));
  expect(await readFile(join(directory, 'a-1.log'), 'utf8')).toBe('{"a":1}\r\n\naside\n{"b":2}\n');
  expect(texts(await store.search({}))).toEqual(['a-1 {"a":1}', 'a-1 ', 'a-1 aside', 'a-1 {"b":2}']);
});

test('finds entries that came together in the order of their own times', async () => {
  const store = await open();
  const [a, b] = [store.writer(source('a-1')), store.writer(source('b-1'))];
  const entry = (afterMs: number) => `{"time":"${new Date(now + afterMs).toISOString()}"}\n`;
  const [early, middle, late] = [entry(10), entry(20), entry(30)];
  now += 200;
  a.write('stdout', Buffer.from(early + late));
  b.write('stdout', Buffer.from(middle));
  const found = await store.search({});
  expect(found.map(({ line }) => `${line}\n`)).toEqual([early, middle, late]);
  expect(found.map(({ time }) => time.slice(-4))).toEqual(['010Z', '020Z', '030Z']);
  expect(await store.search({ since: now - 175 })).toEqual(found.slice(2));
});

test('goes on with the lines that a reader of a rotated file has not read yet', async () => {
  const store = await open(1_000);
  const writer = store.writer(source('a-1'));
  for (let i = 0; i < 150; i += 1) writer.write('stdout', Buffer.from(`line ${i}\n`));
  const searching = store.search({});
  for (let i = 150; i < 400; i += 1) writer.write('stdout', Buffer.from(`line ${i}\n`));
  const lines = (await searching).map(({ line }) => Number(line.slice(5)));
  expect(lines.at(-1)).toBe(149);
  expect(lines).toEqual(lines.map((_, place) => (lines[0] ?? 0) + place));
});

test('tells a follower each new matching line until it stops', async () => {
  const store = await open();
  const writer = store.writer(source('a-1'));
  const seen: string[] = [];
  const stop = store.follow({ deployment: 'a' }, (line) => seen.push(line.line));
  writer.write('stdout', Buffer.from('one\ntwo\n'));
  store.writer(source('b-1')).write('stdout', Buffer.from('other\n'));
  stop();
  writer.write('stdout', Buffer.from('three\n'));
  expect(seen).toEqual(['one', 'two']);
});

test('moves the previous run aside', async () => {
  const first = await open();
  first.writer(source('a-1')).write('stdout', Buffer.from('old\n'));
  const second = await open();
  expect(await second.search({})).toEqual([]);
  expect(await readdir(`${directory}.previous`)).toEqual(['a-1.log']);
});

test('keeps the runs of a container apart, also where older lines were dropped', async () => {
  const store = await open(80);
  const run = (text: string, lines: number) => {
    const writer = store.writer(source('a-1'));
    for (let i = 0; i < lines; i += 1) writer.write('stdout', Buffer.from(`${text} ${i}\n`));
    writer.write('stdout', Buffer.from(`${text} last`));
    writer.flush();
  };
  const lastOf = async (which: 'current' | 'previous') =>
    texts(await store.search({ pod: 'a-1', run: which })).at(-1);
  run('first', 2);
  expect(await store.search({ pod: 'a-1', run: 'previous' })).toEqual([]);
  run('second', 2);
  expect(texts(await store.search({ run: 'previous' }))).toEqual([
    'a-1 first 0',
    'a-1 first 1',
    'a-1 first last',
  ]);
  expect(texts(await store.search({ run: 'current' }))).toHaveLength(3);
  run('third', 8);
  expect([await lastOf('previous'), await lastOf('current')]).toEqual(['a-1 second last', 'a-1 third last']);
  expect(texts(await store.search({ run: 'current' })).every((line) => line.includes('third'))).toBe(true);
  run('fourth', 30);
  expect(await store.search({ run: 'previous' })).toEqual([]);
  expect(texts(await store.search({ run: 'current' })).every((line) => line.includes('fourth'))).toBe(true);
});

test('tells pods of two namespaces apart that have one name', async () => {
  const store = await open();
  for (const namespace of ['sea', 'harbour']) {
    const writer = store.writer(source('a-1', { namespace }));
    writer.write('stdout', Buffer.from(`${namespace}\n`));
    writer.flush();
  }
  expect(texts(await store.search({ namespace: 'harbour', pod: 'a-1' }))).toEqual(['a-1 harbour']);
  expect(texts(await store.search({ namespace: 'sea', container: 'main' }))).toEqual(['a-1 sea']);
  expect(await store.search({ namespace: 'sea', container: 'side' })).toEqual([]);
});
