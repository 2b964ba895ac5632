import type { TestCluster } from '@petstore/engine/testing';

export const namespace = 'petstore';

export const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace, labels: { app: 'web' } },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'main', image: 'web:v1', command: ['node', '/app/web.mjs'] }] },
    },
  },
} as const;

/** A Deployment as its controllers would have it, without any controller: its status never changes by itself. */
export async function writeObjects({
  store,
  logs,
  ask,
}: Pick<TestCluster, 'store' | 'logs'> & {
  readonly ask: (path: string, body: object) => Promise<unknown>;
}): Promise<void> {
  await ask('/api/v1/namespaces', { metadata: { name: namespace } });
  await ask(`/apis/apps/v1/namespaces/${namespace}/deployments`, deployment);
  const key = { kind: 'Deployment', name: 'web', namespace } as const;
  const written = store.get(key);
  if (written === undefined) throw new Error('the Deployment was not created');
  const { uid } = written.metadata;
  store.replaceStatus({
    kind: 'Deployment',
    metadata: { name: 'web', namespace },
    status: {
      observedGeneration: 1,
      replicas: 1,
      updatedReplicas: 1,
      readyReplicas: 1,
      availableReplicas: 1,
    },
  });
  const { template, selector } = written.spec;
  const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid, controller: true };
  const replicaSet = store.create({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: 'web-1',
      namespace,
      labels: { app: 'web' },
      annotations: { 'deployment.kubernetes.io/revision': '1' },
      ownerReferences: [owner],
    },
    spec: { replicas: 1, selector, template },
    status: { replicas: 1, readyReplicas: 1, availableReplicas: 1 },
  });
  store.create({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'web-1-a',
      namespace,
      labels: { app: 'web' },
      ownerReferences: [{ ...owner, kind: 'ReplicaSet', name: 'web-1', uid: replicaSet.metadata.uid }],
    },
    spec: { ...template.spec, nodeName: 'laptop' },
    status: {
      phase: 'Running',
      podIP: '127.0.0.1',
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [{ name: 'main', ready: true, restartCount: 0, state: { running: {} } }],
    },
  });
  const source = { namespace, deployment: 'web', pod: 'web-1-a', container: 'main', isMain: true };
  logs.writer(source).write('stdout', Buffer.from('one\ntwo\n'));
}
