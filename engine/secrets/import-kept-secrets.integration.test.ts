import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ObjectStore } from '../api/store/object-store.ts';
import { secretValues } from '../manifests/index.ts';
import { importKeptSecrets } from './import-kept-secrets.ts';
import { keepSecret } from './kept-secret.ts';

let directory: string;
let store: ObjectStore;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kept-secrets-'));
  store = new ObjectStore({ clock: { now: () => 0 } });
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const importAll = () => importKeptSecrets({ store, directory, namespace: 'shop' });

function valuesOf(name: string) {
  const found = store.get({ kind: 'Secret', name, namespace: 'shop' });
  return found === undefined ? undefined : secretValues(found);
}

test('takes every kept Secret over and leaves no copy behind', async () => {
  await keepSecret(directory, 'owner', { username: 'books', password: 'ünsaid' });
  await keepSecret(directory, 'api', { key: 'word' });
  await writeFile(join(directory, '.api.0b5f3c1e-0000-4000-8000-000000000000'), '{');
  await importAll();
  expect(valuesOf('owner')).toEqual({ username: 'books', password: 'ünsaid' });
  expect(valuesOf('api')).toEqual({ key: 'word' });
  await expect(stat(directory)).rejects.toMatchObject({ code: 'ENOENT' });
  await importAll();
});

test('goes on where an interrupted import ended, with what the store has by then', async () => {
  await keepSecret(directory, 'api', { key: 'old' });
  await keepSecret(directory, 'owner', { password: 'kept' });
  const data = { key: Buffer.from('changed since').toString('base64') };
  store.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'api', namespace: 'shop' }, data });
  await importAll();
  expect(valuesOf('api')).toEqual({ key: 'changed since' });
  expect(valuesOf('owner')).toEqual({ password: 'kept' });
});

test('removes no file before the store has what was in it', async () => {
  await keepSecret(directory, 'api', { key: 'word' });
  const full = {
    get: () => undefined,
    create: () => {
      throw new Error('no space left');
    },
  };
  await expect(importKeptSecrets({ store: full, directory, namespace: 'shop' })).rejects.toThrow('no space');
  expect(await readdir(directory)).toEqual(['api.json']);
});

test('names a file that is no kept Secret, and keeps it', async () => {
  await writeFile(join(directory, 'api.json'), 'not json');
  await expect(importAll()).rejects.toMatchObject({ code: 'secret-file-broken' });
  expect(await readdir(directory)).toEqual(['api.json']);
});
