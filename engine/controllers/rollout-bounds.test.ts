import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isActive, isReady } from '../api/objects/pod-status.ts';
import { deploymentStatusOf } from '../api/objects/workload-status.ts';
import { namespace, WorkloadCluster } from '../testing/workload-cluster.ts';
import { rolloutBounds, rolloutStrategy } from './deployment/rollout-strategy.ts';

type Step =
  | { readonly do: 'roll out'; readonly image: string }
  | { readonly do: 'make ready'; readonly count: number }
  | { readonly do: 'end pods' }
  | { readonly do: 'pause'; readonly paused: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('roll out' as const), image: fc.constantFrom('v1', 'v2', 'v3', 'broken') }),
  fc.record({ do: fc.constant('make ready' as const), count: fc.integer({ min: 1, max: 3 }) }),
  fc.constant({ do: 'end pods' as const }),
  fc.record({ do: fc.constant('pause' as const), paused: fc.boolean() }),
);

const share = fc.oneof(
  fc.nat(3),
  fc.nat(100).map((percent) => `${percent}%`),
);

const beginning = fc.record({
  replicas: fc.integer({ min: 1, max: 6 }),
  maxSurge: share,
  maxUnavailable: share,
  steps: fc.array(step, { maxLength: 25 }),
});

test('a Deployment stays within its bounds whatever happens to its template, and comes to its end', async () => {
  await fc.assert(fc.asyncProperty(beginning, staysWithinBounds), { numRuns: 60 });
});

async function staysWithinBounds({ replicas, maxSurge, maxUnavailable, steps }: Beginning): Promise<void> {
  const cluster = new WorkloadCluster();
  const strategy = { rollingUpdate: { maxSurge, maxUnavailable } };
  const bounds = rolloutBounds(rolloutStrategy({ strategy }), replicas);
  await cluster.apply('web', { replicas, strategy });
  await cluster.runPods();
  const broken: string[] = [];
  const unwatch = cluster.store.watch(() => {
    const pods = cluster.pods().filter(isActive);
    const available = pods.filter(isReady).length;
    if (pods.length > replicas + bounds.maxSurge) broken.push(`${pods.length} pods`);
    if (available < replicas - bounds.maxUnavailable) broken.push(`${available} available`);
  });
  for (const each of steps) await take(cluster, each);
  await cluster.change('web', { paused: false });
  await take(cluster, { do: 'roll out', image: 'last' });
  for (let round = 0; round < 30; round += 1) await cluster.runPods();
  unwatch();
  expect(broken).toEqual([]);
  expect(cluster.pods().map(({ spec }) => spec.containers[0]?.image)).toEqual(Array(replicas).fill('last'));
  expect(deploymentStatusOf(cluster.deployment('web'))).toMatchObject({ availableReplicas: replicas });
  expect(cluster.failures).toEqual([]);
  await cluster.stop();
}

type Beginning = typeof beginning extends fc.Arbitrary<infer Value> ? Value : never;

async function take(cluster: WorkloadCluster, step: Step): Promise<void> {
  switch (step.do) {
    case 'pause':
      return cluster.change('web', { paused: step.paused });
    case 'roll out': {
      const { template } = cluster.deployment('web').spec;
      const containers = template.spec.containers.map((each) => ({ ...each, image: step.image }));
      return cluster.change('web', { template: { ...template, spec: { ...template.spec, containers } } });
    }
    case 'end pods': {
      const ending = cluster.pods().filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
      for (const { metadata } of ending)
        cluster.store.remove({ kind: 'Pod', name: metadata.name, namespace });
      return cluster.settle();
    }
    case 'make ready': {
      const waiting = cluster
        .pods()
        .filter((pod) => isActive(pod) && !isReady(pod) && pod.spec.containers[0]?.image !== 'broken');
      for (const pod of waiting.slice(0, step.count)) cluster.setReady(pod, true);
      return cluster.settle();
    }
  }
}
