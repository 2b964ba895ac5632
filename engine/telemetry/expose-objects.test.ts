import { createMetrics } from '@petstore/chassis/metrics';
import { expect, test } from 'vitest';
import { MeshObjects } from '../testing/mesh-objects.ts';
import { exposeObjects } from './expose-objects.ts';

function exposed(objects: MeshObjects, usage: Parameters<typeof exposeObjects>[1]['usage'] = () => []) {
  const metrics = createMetrics();
  exposeObjects(metrics, { store: objects.store, usage });
  return async () => {
    const { body } = await metrics.expose();
    return body.split('\n').filter((line) => /^(kube|container)_/.test(line));
  };
}

test('tells of Deployments as their status does, and no more of one that is gone', async () => {
  const objects = new MeshObjects();
  objects.deployment({ name: 'web', namespace: 'shop' });
  const key = { kind: 'Deployment', name: 'web', namespace: 'shop' } as const;
  objects.store.replaceStatus({
    ...key,
    metadata: key,
    status: { replicas: 3, readyReplicas: 2, availableReplicas: 1 },
  });
  const lines = exposed(objects);
  const labels = '{namespace="shop",deployment="web"}';
  expect(await lines()).toEqual([
    `kube_deployment_status_replicas${labels} 3`,
    `kube_deployment_status_replicas_ready${labels} 2`,
    `kube_deployment_status_replicas_available${labels} 1`,
    `kube_deployment_spec_replicas${labels} 1`,
  ]);
  objects.store.remove(key);
  expect(await lines()).toEqual([]);
});

test('tells of each container of a pod', async () => {
  const objects = new MeshObjects();
  objects.pod({
    name: 'web-1',
    namespace: 'shop',
    containers: [
      { name: 'main', image: 'a', resources: { limits: { memory: '1Mi' }, requests: { cpu: '250m' } } },
      { name: 'side', image: 'b' },
    ],
  });
  objects.store.replaceStatus({
    kind: 'Pod',
    metadata: { name: 'web-1', namespace: 'shop' },
    status: { containerStatuses: [{ name: 'side', restartCount: 4 }] },
  });
  const used = { namespace: 'shop', pod: 'web-1', container: 'main', cpuSeconds: 1.5, memoryBytes: 7 };
  const main = 'namespace="shop",pod="web-1",container="main"';
  expect(await exposed(objects, () => [used])()).toEqual([
    'kube_pod_container_status_restarts_total{namespace="shop",pod="web-1",container="side"} 4',
    `kube_pod_container_resource_limits{${main},resource="memory",unit="byte"} 1048576`,
    `kube_pod_container_resource_requests{${main},resource="cpu",unit="core"} 0.25`,
    `container_cpu_usage_seconds_total{${main}} 1.5`,
    `container_memory_working_set_bytes{${main}} 7`,
  ]);
});
