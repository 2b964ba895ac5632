import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { TestCluster } from '../../testing/served-cluster.ts';
import type { Stored } from '../objects/api-object.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start({ podMetrics: { of: () => null, list: () => [] } });
  await cluster.ask('/api/v1/namespaces', { method: 'POST', body: { metadata: { name: 'shop' } } });
});
afterAll(() => cluster.stop());

const collection = '/apis/apps/v1/namespaces/shop/deployments';
const deployment = (name: string) => ({
  metadata: { name },
  spec: {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'main', image: 'web:v1', command: ['node', '/app/web.mjs'] }] },
    },
  },
});

let index = 0;
let name = '';
let path = '';
beforeEach(async () => {
  index += 1;
  name = `web-${index}`;
  path = `${collection}/${name}`;
  expect((await cluster.ask(collection, { method: 'POST', body: deployment(name) })).code).toBe(201);
});

const patch = (to: string, body: unknown, type = 'merge-patch') =>
  cluster.ask(to, { method: 'PATCH', body, headers: { 'content-type': `application/${type}+json` } });

test('creates once, in a namespace that is there', async () => {
  const again = await cluster.ask(collection, { method: 'POST', body: deployment(name) });
  expect([again.code, again.json]).toMatchObject([
    409,
    { reason: 'AlreadyExists', details: { name, group: 'apps' } },
  ]);
  const nowhere = await cluster.ask('/apis/apps/v1/namespaces/nowhere/deployments', {
    method: 'POST',
    body: deployment('web'),
  });
  expect([nowhere.code, nowhere.json.message]).toEqual([404, 'namespaces "nowhere" not found']);
});

test('names every field of an object that is not valid', async () => {
  const { code, json } = await patch(path, { spec: { replicas: 'two' } });
  expect([code, json]).toMatchObject([
    422,
    {
      reason: 'Invalid',
      details: { kind: 'Deployment', causes: [{ field: 'spec.replicas', reason: expect.any(String) }] },
    },
  ]);
});

test('takes unknown fields with a warning, or not at all where the client is strict', async () => {
  const body = { spec: { replica: 2 } };
  const warned = await patch(path, body);
  expect([warned.code, warned.headers['warning']]).toEqual([
    200,
    expect.stringMatching(/^299 - ".*unknown field .*spec\.replica/),
  ]);
  const strict = await patch(`${path}?fieldValidation=Strict`, body);
  expect([strict.code, strict.json.message]).toEqual([400, expect.stringContaining('spec.replica')]);
  expect((await patch(`${path}?fieldValidation=Loose`, body)).code).toBe(400);
});

test('refuses a write over a version that is not the current one', async () => {
  const { json: old } = await cluster.ask(path);
  await patch(path, { spec: { replicas: 2 } });
  const { code, json } = await cluster.ask(path, { method: 'PUT', body: old });
  expect([code, json.reason, json.message]).toEqual([
    409,
    'Conflict',
    expect.stringContaining('the object has been modified'),
  ]);
});

test('patches in three ways, and says which where another is sent', async () => {
  const replicas = async () => (await cluster.ask(path)).json.spec.replicas;
  await patch(path, { spec: { replicas: 2 } });
  expect(await replicas()).toBe(2);
  await patch(path, { spec: { replicas: 3 } }, 'strategic-merge-patch');
  expect(await replicas()).toBe(3);
  await patch(path, [{ op: 'replace', path: '/spec/replicas', value: 4 }], 'json-patch');
  expect(await replicas()).toBe(4);
  const apply = { method: 'PATCH', body: '{}', headers: { 'content-type': 'application/apply-patch+yaml' } };
  expect(await cluster.ask(path, apply)).toMatchObject({
    code: 415,
    json: { reason: 'UnsupportedMediaType', message: expect.stringContaining('--server-side') },
  });
});

test('keeps nothing of a dry run', async () => {
  const before = cluster.store.resourceVersion;
  expect((await patch(`${path}?dryRun=All`, { spec: { replicas: 9 } })).json.spec.replicas).toBe(9);
  expect((await cluster.ask(`${path}?dryRun=All`, { method: 'DELETE' })).code).toBe(200);
  const created = { method: 'POST', body: deployment('another') };
  expect((await cluster.ask(`${collection}?dryRun=All`, created)).code).toBe(201);
  expect(cluster.store.resourceVersion).toBe(before);
  expect((await patch(`${path}?dryRun=Some`, {})).code).toBe(400);
});

test('reads and writes the scale and the status by themselves', async () => {
  expect((await patch(`${path}/scale`, { spec: { replicas: 6 } })).json).toMatchObject({
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    spec: { replicas: 6 },
  });
  const { json: scale } = await cluster.ask(`${path}/scale`);
  await cluster.ask(`${path}/scale`, { method: 'PUT', body: { ...scale, spec: { replicas: 7 } } });
  await patch(`${path}/status`, { spec: { replicas: 1 }, status: { replicas: 5 } });
  const { json: status } = await cluster.ask(`${path}/status`);
  expect([status.spec.replicas, status.status]).toEqual([7, { replicas: 5 }]);
  await cluster.ask(`${path}/status`, { method: 'PUT', body: { ...status, status: { replicas: 6 } } });
  expect((await cluster.ask(path)).json.status).toEqual({ replicas: 6 });
});

test('deletes one by its name and its uid, and many by their labels', async () => {
  const { json: object } = await cluster.ask(path);
  const other = { method: 'DELETE', body: { preconditions: { uid: 'another' } } };
  expect((await cluster.ask(path, other)).code).toBe(409);
  expect((await cluster.ask(path, { method: 'DELETE' })).json).toMatchObject({
    status: 'Success',
    details: { name, group: 'apps', kind: 'deployments', uid: object.metadata.uid },
  });
  expect((await cluster.ask(path, { method: 'DELETE' })).code).toBe(404);
  const maps = '/api/v1/namespaces/shop/configmaps';
  for (const each of ['a', 'b', 'c'])
    await cluster.ask(maps, { method: 'POST', body: { metadata: { name: each, labels: { each } } } });
  await cluster.ask(`${maps}?labelSelector=each+in+(a,b)`, { method: 'DELETE' });
  expect((await cluster.ask(maps)).json.items).toMatchObject([{ metadata: { name: 'c' } }]);
  expect((await cluster.ask(maps, { method: 'DELETE', body: { propagationPolicy: 'Never' } })).code).toBe(
    400,
  );
});

test('tells of a pod that has time to end as it is then', async () => {
  const spec = { nodeName: 'laptop', containers: [{ name: 'main', image: 'web' }] };
  cluster.store.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'shop' }, spec });
  const pod = `/api/v1/namespaces/shop/pods/${name}`;
  const { json } = await cluster.ask(pod, { method: 'DELETE', body: { gracePeriodSeconds: 5 } });
  expect(json).toMatchObject({ kind: 'Pod', metadata: { deletionGracePeriodSeconds: 5 } });
  const forced = await cluster.ask(`${pod}?gracePeriodSeconds=0`, { method: 'DELETE' });
  expect(forced.json).toMatchObject({ kind: 'Status', status: 'Success' });
});

test('evicts a pod unless a budget needs it', async () => {
  const labels = { app: name };
  const spec = { nodeName: 'laptop', containers: [{ name: 'main', image: 'web' }] };
  cluster.store.create({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', labels },
    spec,
  });
  const budget = (disruptionsAllowed: number) => ({
    apiVersion: 'policy/v1' as const,
    kind: 'PodDisruptionBudget' as const,
    metadata: { name, namespace: 'shop' },
    spec: { minAvailable: 1, selector: { matchLabels: labels } },
    status: { disruptionsAllowed, desiredHealthy: 1, currentHealthy: 1 },
  });
  const made = cluster.store.create(budget(0)) as Stored;
  const eviction = () =>
    cluster.ask(`/api/v1/namespaces/shop/pods/${name}/eviction`, {
      method: 'POST',
      body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } },
    });
  const refused = await eviction();
  expect([refused.code, refused.json]).toMatchObject([
    429,
    { reason: 'TooManyRequests', details: { causes: [{ reason: 'DisruptionBudget' }] } },
  ]);
  cluster.store.replaceStatus({ ...budget(1), metadata: made.metadata });
  expect((await eviction()).code).toBe(201);
  expect(
    (await cluster.ask(`/api/v1/namespaces/shop/pods/${name}`)).json.metadata.deletionTimestamp,
  ).toBeDefined();
});
