import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openObjectJournal } from '../api/journal/open-object-journal.ts';
import { ObjectStore } from '../api/store/object-store.ts';
import { findSecret } from './find-secret.ts';
import { generatedSecret } from './generated-secret.ts';
import { keepSecret, prepareDirectory } from './kept-secret.ts';

const clock = { now: () => 0 };

let dataDirectory: string;

beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'find-secret-'));
});
afterEach(() => rm(dataDirectory, { recursive: true, force: true }));

const find = (namespace: string) => findSecret({ dataDirectory, name: 'owner', namespace });

test('finds a Secret among the kept objects, by its namespace', async () => {
  const directory = join(dataDirectory, 'objects');
  const opened = openObjectJournal({ directory, clock, logger: { warn: () => undefined } });
  const store = new ObjectStore({ ...opened, clock });
  store.create(generatedSecret({ name: 'owner', namespace: 'shop' }, { password: 'word' }));
  opened.journal.close();
  expect(await find('shop')).toEqual({ password: 'word' });
  expect(await find('harbour')).toBeNull();
});

test('finds a Secret in the file of an older data folder', async () => {
  expect(await find('shop')).toBeNull();
  const directory = join(dataDirectory, 'secrets');
  await prepareDirectory(directory);
  await keepSecret(directory, 'owner', { password: 'older' });
  expect(await find('shop')).toEqual({ password: 'older' });
});
