import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepKubeconfig, prepareCredentials, readKubeconfig } from './index.ts';

const nowMs = Date.UTC(2026, 10, 30);
let directory = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cluster-access-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const modeOf = async (...path: string[]) => (await stat(join(directory, ...path))).mode & 0o777;

test('credentials are made once, and only their owner may read them', async () => {
  const first = await prepareCredentials(join(directory, 'access'), nowMs);
  expect(Buffer.from(first.token, 'base64url')).toHaveLength(32);
  expect(await prepareCredentials(join(directory, 'access'), nowMs)).toEqual(first);
  expect([await modeOf('access'), await modeOf('access', 'cluster-api.json')]).toEqual([0o700, 0o600]);
});

test('a broken file of credentials is no reason to make others in silence', async () => {
  await prepareCredentials(directory, nowMs);
  await writeFile(join(directory, 'cluster-api.json'), '{"tls');
  await expect(prepareCredentials(directory, nowMs)).rejects.toMatchObject({ code: 'secret-file-broken' });
});

test('only the owner may read the kubeconfig, which replaces an older one and is read back', async () => {
  const credentials = await prepareCredentials(directory, nowMs);
  const content = { credentials, port: 6543, portOffset: 100, namespace: 'petstore' };
  await writeFile(join(directory, 'kubeconfig'), 'anybody', { mode: 0o666 });
  expect(await readKubeconfig(directory)).toBeNull();
  const path = await keepKubeconfig(directory, content);
  expect(await modeOf('kubeconfig')).toBe(0o600);
  const text = await readFile(path, 'utf8');
  expect(text).toContain('current-context: petstore-100');
  expect(await readKubeconfig(directory)).toEqual({ text, token: credentials.token, portOffset: 100 });
});

test('a folder without a kubeconfig has none', async () => {
  expect(await readKubeconfig(directory)).toBeNull();
});
