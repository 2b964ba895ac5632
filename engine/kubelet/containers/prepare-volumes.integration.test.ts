import { mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { prepareVolumes } from './prepare-volumes.ts';
import { writeProjection } from './write-projection.ts';

async function filesOf(items: { key: string; path: string }[] | undefined, data: Record<string, string>) {
  const directory = await mkdtemp(join(tmpdir(), 'volumes-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const configMap = { name: 'settings', optional: true, ...(items === undefined ? {} : { items }) };
  const cluster = { namespace: 'sea', configMap: () => data, secret: () => undefined };
  await prepareVolumes(directory, [{ name: 'files', configMap }], cluster);
  const names = (await readdir(join(directory, 'files'))).filter((name) => !name.startsWith('..'));
  const read = async (name: string) =>
    [name, await readFile(join(directory, 'files', name), 'utf8')] as const;
  return Promise.all(names.sort().map(read));
}

test('a key that only every object has is no key of a ConfigMap', async () => {
  const items = [
    { key: 'constructor', path: 'a' },
    { key: '__proto__', path: 'b' },
    { key: 'own', path: '__proto__' },
  ];
  expect(await filesOf(items, { own: 'text' })).toEqual([['__proto__', 'text']]);
});

test('a key named like a member of every object is a file', async () => {
  const data = JSON.parse('{"__proto__": "1", "constructor": "2"}');
  const expected = [
    ['__proto__', '1'],
    ['constructor', '2'],
  ];
  expect(await filesOf(undefined, data)).toEqual(expected);
  expect(
    await filesOf(
      Object.keys(data).map((key) => ({ key, path: key })),
      data,
    ),
  ).toEqual(expected);
});

test('shows all of the old files or all of the new ones, and forgets what is gone', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'volumes-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const folder = join(directory, 'files');
  const read = (path: string) => readFile(join(folder, path), 'utf8');
  await writeProjection(folder, { left: '1', right: '1', 'deep/old': 'x' });
  let isWriting = true;
  const pairs = new Set<string>();
  const reading = (async () => {
    while (isWriting) {
      const version = await realpath(join(folder, '..data'));
      const pair = [join(version, 'left'), join(version, 'right')].map((path) => readFile(path, 'utf8'));
      // Its folder is removed when the next one is there.
      pairs.add((await Promise.all(pair).catch(() => [])).join());
    }
  })();
  for (let i = 2; i < 40; i += 1) await writeProjection(folder, { left: `${i}`, right: `${i}`, new: 'y' });
  isWriting = false;
  await reading;
  pairs.delete('');
  for (const pair of pairs) expect(pair).toMatch(/^(\d+),\1$/);
  expect(await read('left')).toBe('39');
  expect((await readdir(folder)).filter((name) => !name.startsWith('..'))).toEqual(['left', 'new', 'right']);
  expect((await readdir(folder)).filter((name) => name.startsWith('..version'))).toHaveLength(1);
});

test('leaves files alone that already are what they are to be', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'volumes-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  await writeProjection(directory, { 'deep/one': '1', two: '' });
  const before = await realpath(join(directory, 'two'));
  await writeProjection(directory, { two: '', 'deep/one': '1' });
  expect(await realpath(join(directory, 'two'))).toBe(before);
  await writeProjection(directory, {});
  expect((await readdir(directory)).filter((name) => !name.startsWith('..'))).toEqual([]);
});
