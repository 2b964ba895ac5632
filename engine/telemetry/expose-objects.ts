import type { Metrics } from '@petstore/chassis/metrics';
import { podStatusOf } from '../api/objects/pod-status.ts';
import type { ObjectStore } from '../api/store/object-store.ts';
import { parseQuantity } from '../manifests/index.ts';

/** What one container has used since it was started, as cAdvisor tells it. */
interface UsedByContainer {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}

interface ExposedCluster {
  readonly store: Pick<ObjectStore, 'list'>;
  /** Of the containers that run and have been measured. */
  readonly usage: () => Iterable<UsedByContainer>;
}

/**
 * Adds what a cluster tells of its workloads, under the names of kube-state-metrics and cAdvisor. Resident memory
 * stands for the working set, and processes that a container starts count with it.
 */
export function exposeObjects(metrics: Metrics, { store, usage }: ExposedCluster): void {
  metrics.beforeExposing(() => {
    exposeDeployments(metrics, store);
    exposePods(metrics, store);
    exposeUsage(metrics, usage());
  });
}

function exposeDeployments(metrics: Metrics, store: Pick<ObjectStore, 'list'>): void {
  const gauges = {
    replicas: metrics.gauge('kube_deployment_status_replicas'),
    readyReplicas: metrics.gauge('kube_deployment_status_replicas_ready'),
    availableReplicas: metrics.gauge('kube_deployment_status_replicas_available'),
  };
  const wanted = metrics.gauge('kube_deployment_spec_replicas');
  // Objects come and go; only those that are there now are told of.
  for (const gauge of [wanted, ...Object.values(gauges)]) gauge.reset();
  for (const { metadata, spec, status } of store.list('Deployment')) {
    const labels = { namespace: metadata.namespace ?? 'default', deployment: metadata.name };
    wanted.set(labels, spec.replicas ?? 1);
    for (const [field, gauge] of Object.entries(gauges)) gauge.set(labels, numberIn(status?.[field]));
  }
}

function exposePods(metrics: Metrics, store: Pick<ObjectStore, 'list'>): void {
  const restarts = metrics.counter('kube_pod_container_status_restarts_total');
  const limits = metrics.gauge('kube_pod_container_resource_limits');
  const requests = metrics.gauge('kube_pod_container_resource_requests');
  for (const metric of [restarts, limits, requests]) metric.reset();
  for (const pod of store.list('Pod')) {
    const { name, namespace = 'default' } = pod.metadata;
    for (const { name: container, restartCount } of podStatusOf(pod).containerStatuses ?? [])
      restarts.inc({ namespace, pod: name, container }, restartCount);
    for (const { name: container, resources } of pod.spec.containers) {
      const labels = { namespace, pod: name, container };
      for (const each of quantities(resources?.limits)) limits.set({ ...labels, ...each.labels }, each.value);
      for (const each of quantities(resources?.requests))
        requests.set({ ...labels, ...each.labels }, each.value);
    }
  }
}

function exposeUsage(metrics: Metrics, usage: Iterable<UsedByContainer>): void {
  const cpu = metrics.counter('container_cpu_usage_seconds_total');
  const memory = metrics.gauge('container_memory_working_set_bytes');
  for (const metric of [cpu, memory]) metric.reset();
  for (const { cpuSeconds, memoryBytes, namespace, pod, container } of usage) {
    const labels = { namespace, pod, container };
    cpu.inc(labels, cpuSeconds);
    memory.set(labels, memoryBytes);
  }
}

/** Until the controller has looked at it an object has no status. */
function numberIn(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

const units: ReadonlyMap<string, string> = new Map([
  ['cpu', 'core'],
  ['memory', 'byte'],
]);

function quantities(written: Readonly<Record<string, string | number>> | undefined) {
  return Object.entries(written ?? {}).flatMap(([resource, quantity]) => {
    const value = parseQuantity(quantity);
    const unit = units.get(resource);
    return value === null || unit === undefined ? [] : [{ labels: { resource, unit }, value }];
  });
}
