import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { conditionOf } from '../api/objects/pod-status.ts';
import { deploymentStatusOf } from '../api/objects/workload-status.ts';
import { namespace, WorkloadCluster } from '../testing/workload-cluster.ts';

let cluster: WorkloadCluster;

beforeEach(() => {
  cluster = new WorkloadCluster();
});

afterEach(async () => {
  await cluster.stop();
  expect(cluster.failures).toEqual([]);
});

function conditions(name: string): readonly string[] {
  const { conditions = [] } = deploymentStatusOf(cluster.deployment(name));
  return conditions.map(({ type, status, reason }) => `${type}=${status} ${reason}`).toSorted();
}

function messageOf(name: string, type: string): string | undefined {
  return conditionOf(deploymentStatusOf(cluster.deployment(name)), type)?.message;
}

describe('a new Deployment', () => {
  test('gets a ReplicaSet whose pods are placed on the node', async () => {
    await cluster.apply('web', { replicas: 2 });
    const [set] = cluster.replicaSets(cluster.deployment('web').metadata.uid);
    expect(set?.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{8,10}$/);
    const hash = set?.metadata.name.slice('web-'.length);
    expect(set).toMatchObject({
      metadata: {
        labels: { app: 'web', 'pod-template-hash': hash },
        annotations: {
          'deployment.kubernetes.io/revision': '1',
          'deployment.kubernetes.io/desired-replicas': '2',
          'deployment.kubernetes.io/max-replicas': '3',
        },
        ownerReferences: [{ kind: 'Deployment', name: 'web', controller: true }],
      },
      spec: { replicas: 2, selector: { matchLabels: { app: 'web', 'pod-template-hash': hash } } },
    });
    expect(cluster.pods()).toHaveLength(2);
    for (const pod of cluster.pods()) {
      expect(pod.metadata.name).toMatch(
        new RegExp(`^${set?.metadata.name}-[bcdfghjklmnpqrstvwxz2456789]{5}$`),
      );
      expect(pod).toMatchObject({
        metadata: {
          generateName: `${set?.metadata.name}-`,
          labels: { app: 'web', 'pod-template-hash': hash },
          ownerReferences: [{ kind: 'ReplicaSet', name: set?.metadata.name, uid: set?.metadata.uid }],
        },
        spec: { nodeName: 'laptop' },
        status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'True' }] },
      });
    }
    expect(cluster.messages('ScalingReplicaSet')).toEqual([`Scaled up replica set web-${hash} from 0 to 2`]);
    expect(cluster.messages('SuccessfulCreate')).toHaveLength(2);
    expect(cluster.messages('Scheduled')[0]).toMatch(/^Successfully assigned shop\/web-\w+-\w+ to laptop$/);
  });

  test('says what it is waiting for, and that it is complete', async () => {
    await cluster.apply('web', { replicas: 2 });
    expect(cluster.deployment('web').status).toMatchObject({
      observedGeneration: 1,
      replicas: 2,
      updatedReplicas: 2,
      unavailableReplicas: 2,
    });
    expect(conditions('web')).toEqual([
      'Available=False MinimumReplicasUnavailable',
      'Progressing=True ReplicaSetUpdated',
    ]);
    await cluster.runPods();
    expect(cluster.deployment('web').status).toMatchObject({ readyReplicas: 2, availableReplicas: 2 });
    expect(cluster.deployment('web').status).not.toHaveProperty('unavailableReplicas');
    expect(conditions('web')).toEqual([
      'Available=True MinimumReplicasAvailable',
      'Progressing=True NewReplicaSetAvailable',
    ]);
    expect(messageOf('web', 'Progressing')).toMatch(/^ReplicaSet "web-\w+" has successfully progressed\.$/);
    expect(cluster.deployment('web').metadata.annotations).toEqual({
      'deployment.kubernetes.io/revision': '1',
    });
  });

  test('replaces a pod that is deleted or has failed', async () => {
    await cluster.apply('web', { replicas: 2 });
    await cluster.runPods();
    const [deleted, failed] = cluster.pods();
    if (deleted === undefined || failed === undefined) throw new Error('there are two pods');
    cluster.store.delete({ kind: 'Pod', name: deleted.metadata.name, namespace });
    cluster.store.replaceStatus({
      kind: 'Pod',
      metadata: { name: failed.metadata.name, namespace },
      status: { phase: 'Failed' },
    });
    await cluster.settle();
    const names = cluster.pods().map(({ metadata }) => metadata.name);
    expect(names).toHaveLength(4);
    await cluster.runPods();
    expect(cluster.sizes('web')).toEqual(['2/2']);
  });
});

const careful = { strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } };

async function rollOut(name: string, image: string): Promise<void> {
  await cluster.change(name, { template: templateOf(name, image) });
}

function templateOf(name: string, image: string) {
  const { template } = cluster.deployment(name).spec;
  return {
    ...template,
    spec: { ...template.spec, containers: template.spec.containers.map((each) => ({ ...each, image })) },
  };
}

function imageOf(pod: {
  readonly spec: { readonly containers: readonly { readonly image: string }[] };
}): string {
  return pod.spec.containers[0]?.image ?? '';
}

async function running(name: string, replicas: number): Promise<void> {
  await cluster.apply(name, { replicas, ...careful });
  await cluster.runPods();
}

describe('another template', () => {
  test('replaces pod by pod, with a revision of its own', async () => {
    await running('web', 2);
    cluster.events.length = 0;
    await rollOut('web', 'v2');
    const seen = [cluster.sizes('web')];
    for (let round = 0; round < 2; round += 1) {
      await cluster.runPods();
      seen.push(cluster.sizes('web'));
    }
    expect(seen).toEqual([
      ['2/2', '1/0'],
      ['1/1', '2/1'],
      ['0/0', '2/2'],
    ]);
    expect(conditions('web')).toContain('Progressing=True NewReplicaSetAvailable');
    expect(cluster.deployment('web').metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('2');
    const scalings = cluster
      .messages('ScalingReplicaSet')
      .map((message) => message.replace(/web-\w+/, 'web'));
    expect(scalings).toEqual([
      'Scaled up replica set web from 0 to 1',
      'Scaled down replica set web from 2 to 1',
      'Scaled up replica set web from 1 to 2',
      'Scaled down replica set web from 1 to 0',
    ]);
  });

  test('that never becomes ready takes no pod away, and is stuck after the deadline', async () => {
    await running('web', 2);
    await cluster.change('web', { progressDeadlineSeconds: 60 });
    await rollOut('web', 'broken');
    await cluster.runPods((pod) => imageOf(pod) !== 'broken');
    await cluster.clock.advance(30_000);
    expect(conditions('web')).toContain('Progressing=True ReplicaSetUpdated');
    await cluster.clock.advance(32_000);
    expect(cluster.sizes('web')).toEqual(['2/2', '1/0']);
    expect(conditions('web')).toEqual([
      'Available=True MinimumReplicasAvailable',
      'Progressing=False ProgressDeadlineExceeded',
    ]);
    expect(messageOf('web', 'Progressing')).toMatch(/^ReplicaSet "web-\w+" has timed out progressing\.$/);
  });

  test('is undone by the old template as kubectl sends it, and the old ReplicaSet gets a new revision', async () => {
    await running('web', 2);
    const before = cluster.deployment('web').spec.template;
    await rollOut('web', 'broken');
    await cluster.runPods((pod) => imageOf(pod) !== 'broken');
    const { metadata, spec } = before;
    const undone: unknown = {
      spec: {
        containers: spec.containers.map(({ name, ...rest }) => ({ resources: {}, ...rest, name })),
        securityContext: {},
      },
      metadata: { creationTimestamp: null, ...metadata },
    };
    await cluster.change('web', { template: undone as typeof before });
    await cluster.runPods();
    expect(cluster.sizes('web')).toEqual(['0/0', '2/2']);
    const [broken, restored] = cluster.replicaSets(cluster.deployment('web').metadata.uid);
    expect(broken?.metadata.annotations).toMatchObject({ 'deployment.kubernetes.io/revision': '2' });
    expect(restored?.metadata.annotations).toMatchObject({
      'deployment.kubernetes.io/revision': '3',
      'deployment.kubernetes.io/revision-history': '1',
    });
    expect(cluster.pods().map(imageOf)).toEqual(['v1', 'v1']);
    expect(conditions('web')).toContain('Progressing=True NewReplicaSetAvailable');
  });

  test('waits while the Deployment is paused, which still scales', async () => {
    await running('web', 2);
    await cluster.change('web', { paused: true, template: templateOf('web', 'v2') });
    expect(cluster.sizes('web')).toEqual(['2/2']);
    expect(conditions('web')).toContain('Progressing=Unknown DeploymentPaused');
    await cluster.change('web', { replicas: 3 });
    await cluster.runPods();
    expect(cluster.sizes('web')).toEqual(['3/3']);
    await cluster.change('web', { paused: false });
    for (let round = 0; round < 3; round += 1) await cluster.runPods();
    expect(cluster.sizes('web')).toEqual(['0/0', '3/3']);
    expect(conditions('web')).toContain('Progressing=True NewReplicaSetAvailable');
  });

  test('shares a change of the count among its ReplicaSets', async () => {
    await cluster.apply('web', {
      replicas: 10,
      strategy: { rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } },
    });
    await cluster.runPods();
    await rollOut('web', 'broken');
    await cluster.runPods((pod) => imageOf(pod) !== 'broken');
    expect(cluster.sizes('web')).toEqual(['8/8', '5/0']);
    await cluster.change('web', { replicas: 15 });
    // The example of the documentation: three more for the larger one, two for the other.
    expect(cluster.sizes('web')).toEqual(['11/8', '7/0']);
  });

  test('ends every old pod first where the strategy is Recreate', async () => {
    await cluster.apply('web', { replicas: 2, strategy: { type: 'Recreate' } });
    await cluster.runPods();
    await rollOut('web', 'v2');
    expect(cluster.sizes('web')).toEqual(['0/0']);
    expect(cluster.pods().every(({ metadata }) => metadata.deletionTimestamp !== undefined)).toBe(true);
    await cluster.runPods();
    expect(cluster.sizes('web')).toEqual(['0/0', '2/0']);
    await cluster.runPods();
    expect(cluster.pods().map(imageOf)).toEqual(['v2', 'v2']);
  });

  test('counts a new pod only after minReadySeconds', async () => {
    await running('web', 1);
    await cluster.change('web', { minReadySeconds: 10 });
    await cluster.clock.advance(10_000);
    await rollOut('web', 'v2');
    await cluster.runPods();
    await cluster.clock.advance(9_000);
    expect(cluster.sizes('web')).toEqual(['1/1', '1/0']);
    await cluster.clock.advance(1_000);
    await cluster.runPods();
    expect(cluster.sizes('web')).toEqual(['0/0', '1/1']);
  });

  test('keeps as many old ReplicaSets as the history limit says', async () => {
    await running('web', 1);
    await cluster.change('web', { revisionHistoryLimit: 1 });
    for (const image of ['v2', 'v3', 'v4']) {
      await rollOut('web', image);
      await cluster.runPods();
      await cluster.runPods();
    }
    const { uid } = cluster.deployment('web').metadata;
    const revisions = cluster
      .replicaSets(uid)
      .map(({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision']);
    expect(revisions).toEqual(['3', '4']);
  });

  test('takes over why it was changed', async () => {
    await running('web', 1);
    cluster.store.edit({ kind: 'Deployment', name: 'web', namespace }, (now) => ({
      ...now,
      metadata: { ...now.metadata, annotations: { 'kubernetes.io/change-cause': 'a new image' } },
    }));
    await rollOut('web', 'v2');
    const { uid } = cluster.deployment('web').metadata;
    const [, current] = cluster.replicaSets(uid);
    expect(current?.metadata.annotations).toMatchObject({ 'kubernetes.io/change-cause': 'a new image' });
  });
});

test('counts a collision where the name of a new ReplicaSet is taken', async () => {
  await running('web', 1);
  const [first] = cluster.replicaSets(cluster.deployment('web').metadata.uid);
  if (first === undefined) throw new Error('there is a ReplicaSet');
  await cluster.stop();
  // The same name and another selector: somebody else's.
  const { metadata, spec, apiVersion } = first;
  cluster = new WorkloadCluster();
  cluster.store.create({
    apiVersion,
    kind: 'ReplicaSet',
    metadata: { name: metadata.name, namespace },
    spec: { ...spec, replicas: 0, selector: { matchLabels: { app: 'other' } } },
  });
  await running('web', 1);
  expect(deploymentStatusOf(cluster.deployment('web')).collisionCount).toBe(1);
  const [second] = cluster.replicaSets(cluster.deployment('web').metadata.uid);
  expect(second?.metadata.name).not.toBe(metadata.name);
  expect(cluster.sizes('web')).toEqual(['1/1']);
});

test('adopts a ReplicaSet and pods that lost their owner, and releases a pod whose labels no longer match', async () => {
  await running('web', 2);
  const owner = cluster.deployment('web');
  const [set] = cluster.replicaSets(owner.metadata.uid);
  const [orphan, relabelled] = cluster.pods();
  if (set === undefined || orphan === undefined || relabelled === undefined)
    throw new Error('there are two pods');
  for (const { kind, metadata } of [set, orphan])
    cluster.store.edit({ kind, name: metadata.name, namespace }, (now) => ({
      ...now,
      metadata: { ...now.metadata, ownerReferences: [] },
    }));
  await cluster.settle();
  expect(cluster.replicaSets(owner.metadata.uid)).toHaveLength(1);
  expect(cluster.pods()).toHaveLength(2);
  cluster.store.edit({ kind: 'Pod', name: relabelled.metadata.name, namespace }, (now) => ({
    ...now,
    metadata: { ...now.metadata, labels: { app: 'debugged' } },
  }));
  await cluster.settle();
  expect(cluster.pods()).toHaveLength(3);
  const released = cluster.pods().find(({ metadata }) => metadata.name === relabelled.metadata.name);
  expect(released?.metadata.ownerReferences).toEqual([]);
});

test('makes nothing new in a namespace that is being deleted, and does not complain', async () => {
  cluster.store.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await running('web', 2);
  cluster.store.delete({ kind: 'Namespace', name: namespace });
  const [pod] = cluster.pods();
  cluster.store.remove({ kind: 'Pod', name: pod?.metadata.name ?? '', namespace });
  await cluster.clock.advance(60_000);
  expect(cluster.pods()).toHaveLength(1);
  expect(cluster.failures).toEqual([]);
});

test('begins again with the revisions that an earlier run kept, and without its pods', async () => {
  await running('web', 2);
  await rollOut('web', 'v2');
  for (let round = 0; round < 3; round += 1) await cluster.runPods();
  const kept = cluster.store.all().filter(({ kind }) => kind === 'Deployment' || kind === 'ReplicaSet');
  await cluster.stop();
  cluster = new WorkloadCluster({ objects: kept, seed: 7 });
  await cluster.settle();
  expect(cluster.sizes('web')).toEqual(['0/0', '2/0']);
  expect(cluster.pods().map(imageOf)).toEqual(['v2', 'v2']);
  await cluster.runPods();
  expect(cluster.deployment('web').metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('2');
  expect(conditions('web')).toEqual([
    'Available=True MinimumReplicasAvailable',
    'Progressing=True NewReplicaSetAvailable',
  ]);
});

test('writes nothing while nothing changes', async () => {
  await running('web', 2);
  const { resourceVersion } = cluster.store;
  await cluster.change('web', {});
  await cluster.clock.advance(3_600_000);
  expect(cluster.store.resourceVersion).toBe(resourceVersion);
});
