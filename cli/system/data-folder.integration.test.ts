import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { prepareDataFolder } from './data-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'data-folder-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('reports a path through a file as invalid input and names --data', async () => {
  await writeFile(join(folder, 'file'), '');
  for (const path of [join(folder, 'file'), join(folder, 'file', 'data')]) {
    await expect(prepareDataFolder(path)).rejects.toMatchObject({
      code: 'data-folder-impossible',
      kind: 'invalid',
      message: expect.stringContaining('--data'),
    });
  }
});

test.runIf(existsSync('/proc/self'))(
  'fails at once where no folder can be created',
  async () => {
    await expect(prepareDataFolder('/proc/petstore/data')).rejects.toMatchObject({
      code: 'data-folder-impossible',
    });
  },
  5_000,
);

test('removes everything that a start created that failed early, parent folders included', async () => {
  const { giveUp } = await prepareDataFolder(join(folder, 'a', 'b'));
  await writeFile(join(folder, 'a', 'b', 'engine.log'), 'one line');
  await giveUp();
  expect(await readdir(folder)).toEqual([]);
});

test('keeps an existing folder, and files that others put into a new one', async () => {
  const empty = join(folder, 'empty');
  await mkdir(empty);
  await (await prepareDataFolder(empty)).giveUp();
  expect(await readdir(empty)).toEqual([]);
  const used = join(folder, 'used');
  const { giveUp } = await prepareDataFolder(used);
  await mkdir(join(used, 'secrets'));
  await giveUp();
  expect(await readdir(used)).toEqual(['.marty-petstore', 'secrets']);
  await (await prepareDataFolder(used)).giveUp();
  expect(await readdir(used)).toEqual(['.marty-petstore', 'secrets']);
});
