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
