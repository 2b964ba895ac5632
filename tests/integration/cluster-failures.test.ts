import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type ApiAnswer, ApiClient } from '../kubectl/api-client.ts';
import { FixtureCluster, fixtureNamespace as namespace } from '../kubectl/fixture-cluster.ts';
import { isAlive } from './testing/petstore-command.ts';

const configMaps = `/api/v1/namespaces/${namespace}/configmaps`;

let cluster: FixtureCluster;
let api: ApiClient;
beforeAll(async () => {
  cluster = await FixtureCluster.start();
  api = await ApiClient.of(cluster);
});
afterAll(async () => {
  await api?.close();
  await cluster?.dispose();
});

const objectsLog = () => join(cluster.system.data, 'objects', 'objects.log');
const configMap = (name: string, data = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});

async function namesOf(path: string): Promise<readonly string[]> {
  const { body } = await api.ask(path);
  return (body['items'] as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);
}

async function create(name: string): Promise<ApiAnswer> {
  return api.ask(configMaps, { method: 'POST', body: configMap(name) });
}

const versionOf = ({ body }: ApiAnswer) =>
  Number((body['metadata'] as { resourceVersion: string }).resourceVersion);

describe('two writers', () => {
  test('do not overwrite each other: the second one is told of the conflict', async () => {
    const { body: written } = await create('contested');
    const replace = (text: string) =>
      api.ask(`${configMaps}/contested`, { method: 'PUT', body: { ...written, data: { text } } });
    expect((await replace('first')).status).toBe(200);
    const { status, body } = await replace('second');
    expect([status, body]).toMatchObject([
      409,
      {
        kind: 'Status',
        reason: 'Conflict',
        message: expect.stringContaining('the object has been modified'),
      },
    ]);
    expect((await api.ask(`${configMaps}/contested`)).body).toMatchObject({ data: { text: 'first' } });
  });

  test('are answered alike when both create the same object: one is too late', async () => {
    const answers = await Promise.all([create('raced'), create('raced'), create('raced')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });
});

describe('an object that is not valid', () => {
  test('is refused with every cause, and what there was stays', async () => {
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments/web`;
    const before = await api.ask(path);
    const spec = structuredClone(before.body['spec']) as { replicas: number; template: { spec: object } };
    spec.replicas = -1;
    spec.template.spec = { containers: [{ name: 'Not A Name', image: 'registry.example/web:v1' }] };
    const { status, body } = await api.ask(path, { method: 'PUT', body: { ...before.body, spec } });
    expect([status, body]).toMatchObject([422, { kind: 'Status', reason: 'Invalid' }]);
    const { causes } = body['details'] as { causes: { field: string }[] };
    expect(causes.map(({ field }) => field)).toEqual(
      expect.arrayContaining([
        'spec.replicas',
        expect.stringMatching(/^spec\.template\.spec\.containers\[0\]/),
      ]),
    );
    expect((await api.ask(path)).body['spec']).toEqual(before.body['spec']);
  });
});

describe('two thousand objects', () => {
  const count = 2_000;

  test('are created, listed in pages, and there again after a restart', async () => {
    const names = Array.from({ length: count }, (_, index) => `many-${String(index).padStart(4, '0')}`);
    for (let next = 0; next < count; next += 100) {
      const answers = await Promise.all(names.slice(next, next + 100).map(create));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    }
    const listed: string[] = [];
    let token = '';
    do {
      const { body } = await api.ask(`${configMaps}?limit=500&continue=${encodeURIComponent(token)}`);
      const { items, metadata } = body as {
        items: { metadata: { name: string } }[];
        metadata: { continue?: string };
      };
      listed.push(...items.map((item) => item.metadata.name));
      token = metadata.continue ?? '';
    } while (token !== '');
    expect(listed.filter((name) => name.startsWith('many-'))).toEqual(names);
    await cluster.system.down();
    await cluster.up();
    expect((await namesOf(configMaps)).filter((name) => name.startsWith('many-'))).toEqual(names);
    const { status } = await api.ask(configMaps, { method: 'DELETE', body: {} });
    expect(status).toBe(200);
    expect((await namesOf(configMaps)).filter((name) => name.startsWith('many-'))).toEqual([]);
  });
});

describe('an engine that is killed in the middle of writes', () => {
  test('has kept every write that it acknowledged, and goes on with higher resourceVersions', async () => {
    const { pid } = await cluster.system.status();
    const acknowledged: string[] = [];
    let latest = 0;
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let index = 0; ; index += 1) {
        const name = `kept-${writer}-${index}`;
        const answer = await create(name).catch(() => null);
        if (answer?.status !== 201) return;
        acknowledged.push(name);
        latest = Math.max(latest, versionOf(answer));
        if (acknowledged.length === 200) process.kill(pid, 'SIGKILL');
      }
    });
    await Promise.all(writers);
    expect(acknowledged.length).toBeGreaterThanOrEqual(200);
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false));
    await cluster.up();
    const names = new Set(await namesOf(configMaps));
    expect(acknowledged.filter((name) => !names.has(name))).toEqual([]);
    expect(versionOf(await create('after'))).toBeGreaterThan(latest);
  });
});

describe('what a stopped system has kept', () => {
  test('is read as far as it can be when the end of its log is cut off', async () => {
    expect((await create('whole')).status).toBe(201);
    await cluster.system.down();
    await writeFile(objectsLog(), `${await readFile(objectsLog(), 'utf8')}0badcafe {"put":{"kind":"Conf`);
    await cluster.up();
    expect(await namesOf(configMaps)).toContain('whole');
    expect((await create('next')).status).toBe(201);
  });

  test('is not touched when a newer version has written it: the start is refused', async () => {
    await cluster.system.down();
    const kept = await readFile(objectsLog(), 'utf8');
    const newer = kept.replace('"format":1', '"format":1000');
    expect(newer).not.toBe(kept);
    await writeFile(objectsLog(), newer);
    const { exitCode, stderr } = await cluster.system.petstore('up', '--detach', '--file', cluster.manifests);
    expect([exitCode, stderr]).toEqual([3, expect.stringMatching(/newer version/)]);
    expect(await readFile(objectsLog(), 'utf8')).toBe(newer);
    await writeFile(objectsLog(), kept);
    await cluster.up();
    expect(await namesOf(configMaps)).toEqual(expect.arrayContaining(['whole', 'next']));
  });
});

describe('somebody without the token', () => {
  const deployment = `/apis/apps/v1/namespaces/${namespace}/deployments/web`;

  test.each([
    ['reads', 'GET', '/api'],
    ['reads objects', 'GET', configMaps],
    ['reads what the cluster serves', 'GET', '/openapi/v2'],
    ['watches', 'GET', `${configMaps}?watch=true`],
    ['changes', 'PATCH', deployment],
    ['creates', 'POST', configMaps],
    ['deletes', 'DELETE', deployment],
  ] as const)('%s nothing', async (_what, method, path) => {
    for (const headers of [
      {},
      { authorization: 'Bearer guessed' },
      { authorization: 'Basic cGV0c3RvcmU6cGV0c3RvcmU=' },
      { 'impersonate-user': 'system:admin' },
    ]) {
      const { status, body } = await api.send(path, { method, headers, body: null });
      expect([path, headers, status, body['kind']]).toEqual([path, headers, 401, 'Status']);
    }
  });

  test('reads no kubeconfig and no objects: they belong to the user alone', async () => {
    const modeOf = async (...names: readonly string[]) =>
      (await stat(join(cluster.system.data, ...names))).mode & 0o077;
    expect(await modeOf('kubeconfig')).toBe(0);
    expect(await modeOf('objects')).toBe(0);
    expect(await modeOf('objects', 'secrets.log')).toBe(0);
  });

  test('writes nothing at the control API either', async () => {
    const control = `http://127.0.0.1:${9_000 + cluster.system.offset}`;
    for (const path of ['/deployments/web/scale', '/deployments/web/restart', '/stop']) {
      for (const headers of [{}, { authorization: 'Bearer guessed' }]) {
        const response = await fetch(`${control}${path}`, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify({ replicas: 0 }),
        });
        expect([path, response.status]).toEqual([path, 401]);
      }
    }
    expect((await cluster.system.status()).deployments).toHaveLength(2);
  });

  test('is no web page: other origins and other names are refused, even with the token', async () => {
    const { users } = await cluster.kubeconfig();
    const authorization = `Bearer ${users[0].user.token}`;
    const foreign = await api.send(configMaps, {
      method: 'GET',
      headers: { authorization, origin: 'https://evil.example' },
    });
    expect(foreign.status).toBe(403);
    const rebound = await api.send(configMaps, {
      method: 'GET',
      headers: { authorization, host: 'evil.example' },
    });
    expect(rebound.status).toBe(421);
  });
});
