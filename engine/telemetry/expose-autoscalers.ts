import type { Metrics } from '@petstore/chassis/metrics';
import type { Condition } from '../api/objects/api-object.ts';
import type { ObjectStore } from '../api/store/object-store.ts';

const statuses = ['true', 'false', 'unknown'] as const;

/**
 * Adds what a cluster tells of its autoscalers, under the names of kube-state-metrics:
 * https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/workload/horizontalpodautoscaler-metrics.md
 */
export function exposeAutoscalers(metrics: Metrics, store: Pick<ObjectStore, 'list'>): void {
  const least = metrics.gauge('kube_horizontalpodautoscaler_spec_min_replicas');
  const most = metrics.gauge('kube_horizontalpodautoscaler_spec_max_replicas');
  const current = metrics.gauge('kube_horizontalpodautoscaler_status_current_replicas');
  const desired = metrics.gauge('kube_horizontalpodautoscaler_status_desired_replicas');
  const condition = metrics.gauge('kube_horizontalpodautoscaler_status_condition');
  metrics.beforeExposing(() => {
    // Objects come and go; only those that are there now are told of.
    for (const gauge of [least, most, current, desired, condition]) gauge.reset();
    for (const { metadata, spec, status = {} } of store.list('HorizontalPodAutoscaler')) {
      const labels = { namespace: metadata.namespace ?? 'default', horizontalpodautoscaler: metadata.name };
      least.set(labels, spec.minReplicas ?? 1);
      most.set(labels, spec.maxReplicas);
      current.set(labels, numberIn(status['currentReplicas']));
      desired.set(labels, numberIn(status['desiredReplicas']));
      for (const { type, status: now } of conditionsIn(status))
        for (const each of statuses)
          condition.set({ ...labels, condition: type, status: each }, now.toLowerCase() === each ? 1 : 0);
    }
  });
}

/** Until its first sync an autoscaler has no status. */
function numberIn(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** Its controller alone writes it. */
function conditionsIn(status: Readonly<Record<string, unknown>>): readonly Condition[] {
  return (status['conditions'] ?? []) as readonly Condition[];
}
