import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { prepareVolumes } from './prepare-volumes.ts';

async function filesOf(items: { key: string; path: string }[] | undefined, data: Record<string, string>) {
  const directory = await mkdtemp(join(tmpdir(), 'volumes-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const configMap = { name: 'settings', optional: true, ...(items === undefined ? {} : { items }) };
  const cluster = { configMap: () => data, secret: () => undefined };
  await prepareVolumes(directory, [{ name: 'files', configMap }], cluster);
  const names = await readdir(join(directory, 'files'));
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
