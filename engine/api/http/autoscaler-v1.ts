import type { Stored } from '../objects/api-object.ts';
import { isJsonObject, type JsonObject } from '../patches/json-value.ts';
import { fieldOf, listOf } from '../tables/read-field.ts';

/**
 * The older form of a HorizontalPodAutoscaler, which knows one metric: `kubectl autoscale` writes it up to 1.32, and
 * `kubectl describe` of 1.20 reads it. Stored is the newer form alone.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v1/
 */
const olderVersion = 'autoscaling/v1';
const newerVersion = 'autoscaling/v2';

/** What a client sent, as it is stored; anything else is returned as it is. */
export function fromOlderAutoscaler(written: unknown): unknown {
  if (!isJsonObject(written) || written['apiVersion'] !== olderVersion) return written;
  const { targetCPUUtilizationPercentage: percentage, ...spec } = isJsonObject(written['spec'])
    ? written['spec']
    : {};
  const target = { type: 'Utilization', averageUtilization: percentage ?? null };
  const metrics = [{ type: 'Resource', resource: { name: 'cpu', target } }];
  const { status: _status, ...rest } = written;
  return {
    ...rest,
    apiVersion: newerVersion,
    spec: { ...spec, ...(percentage === undefined || percentage === null ? {} : { metrics }) },
  };
}

/** An answer in the older form: one object, or a list of them; a Table is the same in every version. */
export function toOlderAutoscaler(answered: unknown): unknown {
  if (!isJsonObject(answered)) return answered;
  if (answered['kind'] === 'HorizontalPodAutoscaler') return olderForm(answered);
  const { items } = answered;
  return Array.isArray(items) ? { ...answered, items: items.map(toOlderAutoscaler) } : answered;
}

function olderForm(object: JsonObject): JsonObject {
  const hpa = object as unknown as Stored;
  const { metrics: _metrics, behavior: _behavior, ...spec } = Object(object['spec']);
  const status = Object(object['status']);
  const wanted = cpuOf(listOf(hpa, 'spec.metrics'), 'resource.target.averageUtilization');
  const current = cpuOf(listOf(hpa, 'status.currentMetrics'), 'resource.current.averageUtilization');
  return {
    ...object,
    apiVersion: olderVersion,
    spec: { ...spec, ...(wanted === undefined ? {} : { targetCPUUtilizationPercentage: wanted }) },
    status: {
      currentReplicas: status.currentReplicas ?? 0,
      desiredReplicas: status.desiredReplicas ?? 0,
      ...(status.lastScaleTime === undefined ? {} : { lastScaleTime: status.lastScaleTime }),
      ...(current === undefined ? {} : { currentCPUUtilizationPercentage: current }),
    },
  };
}

function cpuOf(metrics: readonly unknown[], path: string): unknown {
  const cpu = metrics.find((metric) => fieldOf(metric, 'resource.name') === 'cpu');
  return fieldOf(cpu, path);
}
