import { afterEach, expect, test } from 'vitest';
import type { Stored } from '../../api/objects/api-object.ts';
import { conditionOf, podStatusOf } from '../../api/objects/pod-status.ts';
import { namespace, WorkloadCluster, writtenDeployment } from '../../testing/workload-cluster.ts';

let cluster = new WorkloadCluster();

afterEach(async () => {
  await cluster.stop();
  expect(cluster.failures).toEqual([]);
});

const capacity = { cpu: 4, memoryBytes: 2 ** 34, pods: 110 };

/** Pods of one core each. */
async function apply(name: string, replicas: number): Promise<void> {
  const { template } = writtenDeployment(name, {}).spec;
  const containers = template.spec.containers.map((each) => ({
    ...each,
    resources: { requests: { cpu: '1' } },
  }));
  await cluster.apply(name, { replicas, template: { ...template, spec: { containers } } });
}

function waiting(): readonly Stored<'Pod'>[] {
  return cluster.pods().filter(({ spec }) => spec.nodeName === undefined);
}

function scheduled(pod: Stored<'Pod'> | undefined) {
  return pod === undefined ? undefined : conditionOf(podStatusOf(pod), 'PodScheduled');
}

test('lets a pod wait for which there is no room, says why once, and places it when another pod has gone', async () => {
  cluster = new WorkloadCluster({ capacity });
  await apply('web', 5);
  const [late] = waiting();
  expect(waiting()).toHaveLength(1);
  expect(scheduled(late)).toMatchObject({
    status: 'False',
    reason: 'Unschedulable',
    message: expect.stringMatching(/^0\/1 nodes are available: 1 Insufficient cpu\. /),
  });
  expect(cluster.messages('FailedScheduling')).toEqual([scheduled(late)?.message]);
  await cluster.change('web', { paused: true });
  expect(cluster.messages('FailedScheduling')).toHaveLength(1);

  await cluster.runPods();
  await cluster.change('web', { paused: false, replicas: 4 });
  expect(cluster.pods().map(({ metadata }) => metadata.name)).not.toContain(late?.metadata.name);
  await apply('other', 1);
  expect(waiting()).toHaveLength(1);
  const [served] = cluster.pods();
  cluster.store.delete({ kind: 'Pod', name: served?.metadata.name ?? '', namespace });
  await cluster.settle();
  // An ending pod keeps its place until it has gone; the oldest that waits gets it.
  expect(waiting()).toHaveLength(2);
  await cluster.runPods();
  expect(waiting().map(({ metadata }) => metadata.labels?.['app'])).toEqual(['web']);
});

test('a pod that has failed takes no room', async () => {
  cluster = new WorkloadCluster({ capacity });
  await apply('web', 4);
  await apply('other', 1);
  const [failed] = cluster.pods();
  cluster.store.replaceStatus({
    kind: 'Pod',
    metadata: { name: failed?.metadata.name ?? '', namespace },
    status: { phase: 'Failed' },
  });
  await cluster.settle();
  expect(waiting().map(({ metadata }) => metadata.labels?.['app'])).toEqual(['web']);
});

test('puts nothing on a node that is cordoned, until it no longer is', async () => {
  cluster = new WorkloadCluster({ capacity });
  const node = { apiVersion: 'v1', kind: 'Node' as const, metadata: { name: 'laptop' } };
  cluster.store.create({ ...node, spec: { unschedulable: true } });
  await apply('web', 1);
  expect(scheduled(waiting()[0])?.message).toMatch(/1 node\(s\) were unschedulable/);
  cluster.store.replace({ ...node, spec: {} });
  await cluster.settle();
  expect(waiting()).toEqual([]);
  expect(scheduled(cluster.pods()[0])).toMatchObject({ status: 'True' });
});

test('places many pods of many Deployments without a second look at any', async () => {
  cluster = new WorkloadCluster();
  for (let index = 0; index < 40; index += 1) await cluster.apply(`web-${index}`, { replicas: 2 });
  await cluster.runPods();
  expect(cluster.pods().filter(({ spec }) => spec.nodeName === 'laptop')).toHaveLength(80);
  const { resourceVersion } = cluster.store;
  await cluster.clock.advance(60_000);
  expect(cluster.store.resourceVersion).toBe(resourceVersion);
});
