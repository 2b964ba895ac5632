import { PassThrough } from 'node:stream';
import {
  AppsV1Api,
  CoreV1Api,
  KubeConfig,
  Log,
  Metrics,
  makeInformer,
  PatchStrategy,
  setHeaderOptions,
  Watch,
} from '@kubernetes/client-node';
import { TestCluster } from '@petstore/engine/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { namespace, writeObjects } from './cluster-objects.ts';

const usage = {
  namespace,
  name: 'web-1-a',
  timestampMs: Date.UTC(2026, 0, 1),
  windowSeconds: 15,
  containers: [{ name: 'main', cpuMillicores: 12, memoryBytes: 1024 }],
};
const named = { namespace, name: 'web' };

let cluster: TestCluster;
let config: KubeConfig;
beforeAll(async () => {
  cluster = await TestCluster.start({ podMetrics: { of: () => usage, list: () => [usage] } });
  const { store, logs } = cluster;
  await writeObjects({ store, logs, ask: (path, body) => cluster.ask(path, { method: 'POST', body }) });
  config = new KubeConfig();
  config.loadFromFile(await cluster.keepKubeconfig(namespace));
});
afterAll(() => cluster.stop());

test('lists and reads', async () => {
  const { items } = await config.makeApiClient(CoreV1Api).listNamespacedPod({ namespace });
  expect(items.map(({ metadata }) => metadata?.name)).toEqual(['web-1-a']);
  const web = await config.makeApiClient(AppsV1Api).readNamespacedDeployment(named);
  expect(web.metadata?.creationTimestamp).toBeInstanceOf(Date);
});

test('patches, scales and creates', async () => {
  const apps = config.makeApiClient(AppsV1Api);
  const body = { spec: { replicas: 2 } };
  const merge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
  expect((await apps.patchNamespacedDeployment({ ...named, body }, merge)).spec?.replicas).toBe(2);
  const scale = await apps.readNamespacedDeploymentScale(named);
  const wanted = { ...scale, spec: { replicas: 4 } };
  expect((await apps.replaceNamespacedDeploymentScale({ ...named, body: wanted })).spec?.replicas).toBe(4);
  const core = config.makeApiClient(CoreV1Api);
  await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'made' } } });
  await expect(
    core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'made' } } }),
  ).rejects.toMatchObject({ code: 409 });
  await core.deleteNamespacedConfigMap({ namespace, name: 'made' });
});

test('watches', async () => {
  const told: string[] = [];
  const path = `/api/v1/namespaces/${namespace}/configmaps`;
  const tell = (type: string, object: { metadata: { name: string } }) =>
    told.push(`${type} ${object.metadata.name}`);
  const watching = await new Watch(config).watch(path, {}, tell, () => undefined);
  const body = { metadata: { name: 'watched' } };
  await config.makeApiClient(CoreV1Api).createNamespacedConfigMap({ namespace, body });
  await vi.waitFor(() => expect(told).toEqual(['ADDED watched']));
  watching.abort();
});

test('keeps an informer in step', async () => {
  const core = config.makeApiClient(CoreV1Api);
  const path = `/api/v1/namespaces/${namespace}/secrets`;
  const informer = makeInformer(config, path, () => core.listNamespacedSecret({ namespace }));
  await informer.start();
  await core.createNamespacedSecret({ namespace, body: { metadata: { name: 's' }, stringData: { a: 'b' } } });
  await vi.waitFor(() => expect(informer.get('s', namespace)?.data).toEqual({ a: 'Yg==' }));
  await core.deleteNamespacedSecret({ namespace, name: 's' });
  await vi.waitFor(() => expect(informer.list(namespace)).toEqual([]));
  await informer.stop();
});

test('reads logs and usage', async () => {
  const stream = new PassThrough();
  await new Log(config).log(namespace, 'web-1-a', 'main', stream, { tailLines: 1 });
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  expect(text).toBe('two\n');
  const { items } = await new Metrics(config).getPodMetrics(namespace);
  expect(items[0]?.containers[0]).toMatchObject({ name: 'main', usage: { cpu: '12000000n', memory: '1Ki' } });
});
