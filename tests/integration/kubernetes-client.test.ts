import { PassThrough } from 'node:stream';
import {
  AppsV1Api,
  AutoscalingV2Api,
  CoreV1Api,
  CoreV1EventList,
  type Informer,
  KubeConfig,
  KubernetesObjectApi,
  Log,
  Metrics,
  makeInformer,
  type ObjectCache,
  PatchStrategy,
  setHeaderOptions,
  type V1Deployment,
  type V1Pod,
  Watch,
} from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { FixtureCluster, fixtureNamespace as namespace } from '../kubectl/fixture-cluster.ts';

const mergePatch = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);

let cluster: FixtureCluster;
let config: KubeConfig;
let apps: AppsV1Api;
let core: CoreV1Api;

beforeAll(async () => {
  cluster = await FixtureCluster.start();
  config = new KubeConfig();
  config.loadFromFile(await cluster.writeKubeconfig(namespace));
  apps = config.makeApiClient(AppsV1Api);
  core = config.makeApiClient(CoreV1Api);
});
afterAll(() => cluster?.dispose());

async function podsOf(app: string): Promise<readonly V1Pod[]> {
  return (await core.listNamespacedPod({ namespace, labelSelector: `app=${app}` })).items;
}

function deployment(name: string): V1Deployment {
  const container = {
    name: 'main',
    image: `registry.example/${name}:v1`,
    command: ['node', '/app/tick.mjs'],
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { terminationGracePeriodSeconds: 1, containers: [container] },
      },
    },
  };
}

async function expectReplicas(name: string, replicas: number): Promise<void> {
  await vi.waitFor(async () => {
    const { status } = await apps.readNamespacedDeployment({ name, namespace });
    expect([status?.availableReplicas ?? 0, status?.replicas ?? 0]).toEqual([replicas, replicas]);
  });
}

describe("Kubernetes' client library for Node.js", () => {
  test('lists and reads objects', async () => {
    const { items } = await apps.listNamespacedDeployment({ namespace });
    expect(items.map(({ metadata }) => metadata?.name)).toEqual(['web', 'worker']);
    expect(await podsOf('web')).toHaveLength(2);
    const selected = await core.listPodForAllNamespaces({ labelSelector: 'app in (web)' });
    expect(selected.items).toHaveLength(2);
    const { spec } = await config.makeApiClient(AutoscalingV2Api).readNamespacedHorizontalPodAutoscaler({
      name: 'worker',
      namespace,
    });
    expect(spec?.maxReplicas).toBe(3);
    const events = await core.listNamespacedEvent({ namespace });
    expect(events).toBeInstanceOf(CoreV1EventList);
    expect(events.items.map(({ reason }) => reason)).toContain('ScalingReplicaSet');
  });

  test('pages through a long list', async () => {
    const first = await core.listNamespacedPod({ namespace, limit: 2 });
    expect(first.items).toHaveLength(2);
    const _continue = first.metadata?._continue ?? '';
    const second = await core.listNamespacedPod({ namespace, limit: 2, _continue });
    const names = [...first.items, ...second.items].map(({ metadata }) => metadata?.name);
    expect(new Set(names).size).toBe(3);
  });

  test('creates, patches and deletes', async () => {
    await apps.createNamespacedDeployment({ namespace, body: deployment('made') });
    await expectReplicas('made', 1);
    const body = { metadata: { labels: { team: 'a' } } };
    const patched = await apps.patchNamespacedDeployment({ name: 'made', namespace, body }, mergePatch);
    expect(patched.metadata?.labels).toMatchObject({ team: 'a' });
    const strategic = {
      spec: { template: { spec: { containers: [{ name: 'main', env: [{ name: 'A', value: '1' }] }] } } },
    };
    await apps.patchNamespacedDeployment(
      { name: 'made', namespace, body: strategic },
      setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch),
    );
    const changed = await apps.readNamespacedDeployment({ name: 'made', namespace });
    expect(changed.spec?.template.spec?.containers[0]).toMatchObject({
      image: 'registry.example/made:v1',
      env: [{ name: 'A' }],
    });
    await apps.deleteNamespacedDeployment({ name: 'made', namespace });
    await vi.waitFor(async () => expect(await podsOf('made')).toEqual([]));
    await expect(apps.readNamespacedDeployment({ name: 'made', namespace })).rejects.toMatchObject({
      code: 404,
    });
  });

  test('replaces only what has not changed since it was read', async () => {
    const read = await apps.readNamespacedDeployment({ name: 'web', namespace });
    const relabel = (team: string) => ({
      name: 'web',
      namespace,
      body: { ...read, metadata: { ...read.metadata, labels: { ...read.metadata?.labels, team } } },
    });
    await apps.replaceNamespacedDeployment(relabel('first'));
    await expect(apps.replaceNamespacedDeployment(relabel('second'))).rejects.toMatchObject({ code: 409 });
    const after = await apps.readNamespacedDeployment({ name: 'web', namespace });
    expect(after.metadata?.labels?.['team']).toBe('first');
  });

  test('works on objects of any kind by what they say of themselves', async () => {
    const objects = KubernetesObjectApi.makeApiClient(config);
    const canary = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'any', namespace },
      data: { a: '1' },
    };
    await objects.create(canary);
    const read = await objects.read({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'any', namespace },
    });
    expect(read).toMatchObject({ data: { a: '1' } });
    await objects.delete(canary);
  });

  test('scales by the scale of a Deployment', async () => {
    const scale = await apps.readNamespacedDeploymentScale({ name: 'web', namespace });
    expect([scale.spec?.replicas, scale.status?.replicas]).toEqual([2, 2]);
    const body = { ...scale, spec: { replicas: 3 } };
    await apps.replaceNamespacedDeploymentScale({ name: 'web', namespace, body });
    await expectReplicas('web', 3);
    await apps.patchNamespacedDeploymentScale(
      { name: 'web', namespace, body: { spec: { replicas: 2 } } },
      mergePatch,
    );
    await expectReplicas('web', 2);
  });

  test('reads and follows logs', async () => {
    const pod = (await podsOf('worker'))[0]?.metadata?.name ?? '';
    const text = await core.readNamespacedPodLog({ name: pod, namespace, container: 'clock', tailLines: 2 });
    expect(text).toMatch(/^tick \d+\ntick \d+\n$/);
    const stream = new PassThrough().setEncoding('utf8');
    let followed = '';
    stream.on('data', (part: string) => {
      followed += part;
    });
    const following = await new Log(config).log(namespace, pod, 'clock', stream, {
      follow: true,
      tailLines: 1,
    });
    await vi.waitFor(() => expect(followed.split('\n').length).toBeGreaterThan(3));
    following.abort();
  });

  test('reads what pods use', async () => {
    await vi.waitFor(async () => {
      const { items } = await new Metrics(config).getPodMetrics(namespace);
      expect(items).toHaveLength(3);
      for (const { containers } of items)
        expect(containers[0]?.usage).toEqual({ cpu: expect.any(String), memory: expect.any(String) });
    });
  });

  test('watches changes from a version on', async () => {
    const { metadata } = await core.listNamespacedConfigMap({ namespace });
    const seen: string[] = [];
    const watching = await new Watch(config).watch(
      `/api/v1/namespaces/${namespace}/configmaps`,
      { resourceVersion: metadata?.resourceVersion },
      (phase, object: V1Pod) => seen.push(`${phase} ${object.metadata?.name}`),
      () => undefined,
    );
    const named = { metadata: { name: 'watched' }, data: { a: '1' } };
    await core.createNamespacedConfigMap({ namespace, body: named });
    await core.patchNamespacedConfigMap(
      { name: 'watched', namespace, body: { data: { a: '2' } } },
      mergePatch,
    );
    await core.deleteNamespacedConfigMap({ name: 'watched', namespace });
    await vi.waitFor(() => expect(seen).toEqual(['ADDED watched', 'MODIFIED watched', 'DELETED watched']));
    watching.abort();
  });
});

describe('its informer', () => {
  let informer: Informer<V1Pod> & ObjectCache<V1Pod>;
  const lists = vi.fn(() => core.listNamespacedPod({ namespace, labelSelector: 'app=web' }));
  const names = () => informer.list(namespace).map(({ metadata }) => metadata?.name);

  beforeAll(async () => {
    informer = makeInformer(config, `/api/v1/namespaces/${namespace}/pods`, lists, 'app=web');
    // As the library's own example does: an error ends the informer, and its owner starts it again.
    informer.on('error', () => setTimeout(() => informer.start(), 200));
    await informer.start();
  });
  afterAll(() => informer.stop());

  test('learns of pods that come and go', async () => {
    await vi.waitFor(() => expect(names()).toHaveLength(2));
    const [gone = ''] = names();
    await core.deleteNamespacedPod({ name: gone, namespace });
    await vi.waitFor(() => {
      expect(names()).toHaveLength(2);
      expect(names()).not.toContain(gone);
    });
    expect(lists).toHaveBeenCalledOnce();
  });

  test('goes on after a restart of the engine, and asks for no more lists than that takes', async () => {
    const before = names();
    await cluster.system.down();
    await cluster.up();
    await vi.waitFor(async () => {
      const now = (await podsOf('web')).map(({ metadata }) => metadata?.name);
      expect(names().sort()).toEqual(now.sort());
      expect(now).toHaveLength(2);
      expect(now.filter((name) => before.includes(name))).toEqual([]);
    });
    await apps.patchNamespacedDeploymentScale(
      { name: 'web', namespace, body: { spec: { replicas: 3 } } },
      mergePatch,
    );
    await vi.waitFor(() => expect(names()).toHaveLength(3));
    // Without a pause of its own, an informer that is told 410 again and again lists dozens of times a second.
    expect(lists.mock.calls.length).toBeLessThan(20);
  });
});
