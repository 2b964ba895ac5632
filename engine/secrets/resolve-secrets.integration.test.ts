import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readManifests } from '../manifests/index.ts';
import { resolveSecrets } from './resolve-secrets.ts';

const manifests = (variables: string, role = 'web_owner') => `apiVersion: v1
kind: Secret
metadata: { name: provider }
data: { token: c2VjcmV0 }
stringData: { url: https://example.test }
---
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: postgres }
spec:
  instances: 1
  managed:
    roles: [{ name: ${role}, login: true, passwordSecret: { name: web-owner } }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: web:v1
          command: [node, /app/web.mjs]
          env: [${variables}]
`;

const variable = (secret: string, key: string) =>
  `{ name: ${secret}.${key}, valueFrom: { secretKeyRef: { name: ${secret}, key: ${key} } } }`;

let folder: string;
let directory: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'secrets-'));
  directory = path.join(folder, 'data', 'secrets');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function resolve(text: string) {
  await writeFile(path.join(folder, 'all.yaml'), text);
  const store = await resolveSecrets(await readManifests(folder), { directory });
  await store.keep();
  return store;
}

const all = manifests(
  [variable('session', 'key'), variable('signing', 'tls.key'), variable('provider', 'token')].join(', '),
);

test('absent Secrets are generated, each key by its meaning, and declared ones are taken as they are', async () => {
  const store = await resolve(all);
  expect([...store.generated].sort()).toEqual(['session', 'signing', 'web-owner']);
  expect(store.get('provider', 'token')).toBe('secret');
  expect(store.get('provider', 'url')).toBe('https://example.test');
  expect(store.get('web-owner', 'username')).toBe('web_owner');
  expect(Buffer.from(store.get('web-owner', 'password'), 'base64url').length).toBe(32);
  expect(store.get('session', 'key')).not.toBe(store.get('web-owner', 'password'));
  const certificate = new X509Certificate(store.get('signing', 'tls.crt'));
  expect(certificate.checkPrivateKey(createPrivateKey(store.get('signing', 'tls.key')))).toBe(true);
  expect([...store.keys('signing')].sort()).toEqual(['tls.crt', 'tls.key']);
  expect(store.keys('absent')).toEqual([]);
});

test('what was generated is kept: a second run reads the same values and generates nothing', async () => {
  const first = await resolve(all);
  const second = await resolve(all);
  expect(second.generated).toEqual([]);
  for (const [name, key] of [
    ['session', 'key'],
    ['signing', 'tls.crt'],
    ['web-owner', 'password'],
  ] as const) {
    expect(second.get(name, key)).toBe(first.get(name, key));
  }
});

test('nothing is written before it is to be kept', async () => {
  await writeFile(path.join(folder, 'all.yaml'), all);
  const { generated } = await resolveSecrets(await readManifests(folder), { directory });
  expect(generated).toHaveLength(3);
  await expect(stat(directory)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('only their owner may read them, and no draft is left behind', async () => {
  await resolve(all);
  expect(((await stat(directory)).mode & 0o777).toString(8)).toBe('700');
  const names = (await readdir(directory)).sort();
  expect(names).toEqual(['session.json', 'signing.json', 'web-owner.json']);
  for (const name of names) {
    expect(((await stat(path.join(directory, name))).mode & 0o777).toString(8)).toBe('600');
  }
});

test('a key that a kept Secret lacks is added, and the others stay', async () => {
  const first = await resolve(manifests(variable('session', 'key')));
  const second = await resolve(
    manifests([variable('session', 'key'), variable('session', 'salt')].join(', ')),
  );
  expect(second.generated).toEqual(['session']);
  expect(second.get('session', 'key')).toBe(first.get('session', 'key'));
  expect(Buffer.from(second.get('session', 'salt'), 'base64url').length).toBe(32);
});

test('a Secret whose role was renamed follows the new name and keeps its password', async () => {
  const first = await resolve(manifests(''));
  const second = await resolve(manifests('', 'shop_owner'));
  expect(second.get('web-owner', 'username')).toBe('shop_owner');
  expect(second.get('web-owner', 'password')).toBe(first.get('web-owner', 'password'));
  expect(JSON.parse(await readFile(path.join(directory, 'web-owner.json'), 'utf8')).username).toBe(
    'shop_owner',
  );
});

test('a broken file is refused by its name, without its content', async () => {
  await resolve(all);
  const file = path.join(directory, 'session.json');
  await writeFile(file, '{"key": "hunter2"');
  const failure = await resolve(all).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'secret-file-broken', kind: 'invalid' });
  expect(String(failure)).toContain(file);
  expect(JSON.stringify(failure) + String(failure)).not.toContain('hunter2');
});

test('a key that nobody asked for is an error that names keys and no values', async () => {
  const store = await resolve(all);
  expect(() => store.get('provider', 'absent')).toThrow(
    'Secret provider has no key absent; it has token, url',
  );
  expect(JSON.stringify(store)).not.toContain(store.get('session', 'key'));
});
