import type { Metrics } from '@petstore/chassis/metrics';
import type { Supervisor } from '../kubelet/index.ts';
import { parseQuantity } from '../manifests/index.ts';

/**
 * Adds what a cluster tells of its workloads, under the names of kube-state-metrics and cAdvisor. Resident memory
 * stands for the working set, and processes that a container starts count with it.
 */
export function exposeCluster(metrics: Metrics, supervisor: Pick<Supervisor, 'deployments'>): void {
  metrics.beforeExposing(() => {
    exposeDeployments(metrics, supervisor);
    exposePods(metrics, supervisor);
  });
}

function exposeDeployments(metrics: Metrics, { deployments }: Pick<Supervisor, 'deployments'>): void {
  const replicas = metrics.gauge('kube_deployment_status_replicas');
  const available = metrics.gauge('kube_deployment_status_replicas_available');
  const ready = metrics.gauge('kube_deployment_status_replicas_ready');
  const wanted = metrics.gauge('kube_deployment_spec_replicas');
  for (const each of deployments) {
    const labels = { namespace: each.plan.namespace, deployment: each.plan.name };
    wanted.set(labels, each.wanted);
    replicas.set(labels, each.pods.filter(({ isTerminating }) => !isTerminating).length);
    ready.set(labels, each.pods.filter(({ state }) => state.isReady).length);
    available.set(labels, each.available);
  }
}

function exposePods(metrics: Metrics, { deployments }: Pick<Supervisor, 'deployments'>): void {
  const cpu = metrics.counter('container_cpu_usage_seconds_total');
  const memory = metrics.gauge('container_memory_working_set_bytes');
  const restarts = metrics.counter('kube_pod_container_status_restarts_total');
  const limits = metrics.gauge('kube_pod_container_resource_limits');
  const requests = metrics.gauge('kube_pod_container_resource_requests');
  // Pods come and go; only those that are there now are told of.
  for (const metric of [cpu, memory, restarts, limits, requests]) metric.reset();
  for (const { name, plan, usage, state } of deployments.flatMap(({ pods }) => pods)) {
    const { main, namespace } = plan;
    const labels = { namespace, pod: name, container: main.name };
    restarts.inc(labels, state.restarts);
    if (usage !== null) {
      cpu.inc(labels, usage.cpuSeconds);
      memory.set(labels, usage.memoryBytes);
    }
    for (const each of quantities(main.resources?.limits))
      limits.set({ ...labels, ...each.labels }, each.value);
    for (const each of quantities(main.resources?.requests))
      requests.set({ ...labels, ...each.labels }, each.value);
  }
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
