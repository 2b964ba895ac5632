import type { MetricDefinition } from './metric-definition.ts';

const deploymentLabels = ['namespace', 'deployment'] as const;
const autoscalerLabels = ['namespace', 'horizontalpodautoscaler'] as const;
const containerLabels = ['namespace', 'pod', 'container'] as const;

/**
 * Metrics that the engine emits in place of a cluster (under the names of cAdvisor and kube-state-metrics), and those
 * of its telemetry.
 */
export const platformMetrics = {
  container_cpu_usage_seconds_total: {
    type: 'counter',
    labels: containerLabels,
    unit: 'seconds',
    help: 'CPU time that a container has used since it was started.',
  },
  container_memory_working_set_bytes: {
    type: 'gauge',
    labels: containerLabels,
    unit: 'bytes',
    help: 'Resident memory of a container.',
  },
  kube_deployment_spec_replicas: {
    type: 'gauge',
    labels: deploymentLabels,
    unit: 'count',
    help: 'Desired pods of a Deployment.',
  },
  kube_deployment_status_replicas: {
    type: 'gauge',
    labels: deploymentLabels,
    unit: 'count',
    help: 'Pods of a Deployment, ready or not, that are not terminating.',
  },
  kube_deployment_status_replicas_ready: {
    type: 'gauge',
    labels: deploymentLabels,
    unit: 'count',
    help: 'Pods of a Deployment that are ready.',
  },
  kube_deployment_status_replicas_available: {
    type: 'gauge',
    labels: deploymentLabels,
    unit: 'count',
    help: 'Pods of a Deployment that have been ready for its minReadySeconds.',
  },
  kube_horizontalpodautoscaler_spec_min_replicas: {
    type: 'gauge',
    labels: autoscalerLabels,
    unit: 'count',
    help: 'Fewest pods that a HorizontalPodAutoscaler allows.',
  },
  kube_horizontalpodautoscaler_spec_max_replicas: {
    type: 'gauge',
    labels: autoscalerLabels,
    unit: 'count',
    help: 'Most pods that a HorizontalPodAutoscaler allows.',
  },
  kube_horizontalpodautoscaler_status_current_replicas: {
    type: 'gauge',
    labels: autoscalerLabels,
    unit: 'count',
    help: 'Pods that the autoscaler saw at its last sync.',
  },
  kube_horizontalpodautoscaler_status_desired_replicas: {
    type: 'gauge',
    labels: autoscalerLabels,
    unit: 'count',
    help: 'Pods that the autoscaler wanted at its last sync.',
  },
  kube_horizontalpodautoscaler_status_condition: {
    type: 'gauge',
    labels: [...autoscalerLabels, 'condition', 'status'],
    unit: 'count',
    help: '1 for the status that a condition of the autoscaler has, 0 for the others.',
  },
  kube_pod_container_status_restarts_total: {
    type: 'counter',
    labels: containerLabels,
    unit: 'count',
    help: 'Restarts of a container.',
  },
  kube_pod_container_resource_limits: {
    type: 'gauge',
    labels: [...containerLabels, 'resource', 'unit'],
    unit: 'count',
    help: 'Limit of a container for a resource: cpu in cores, memory in bytes.',
  },
  kube_pod_container_resource_requests: {
    type: 'gauge',
    labels: [...containerLabels, 'resource', 'unit'],
    unit: 'count',
    help: 'Request of a container for a resource: cpu in cores, memory in bytes.',
  },
  telemetry_series: {
    type: 'gauge',
    labels: [],
    unit: 'count',
    help: 'Series that the telemetry process keeps.',
  },
  telemetry_sample_bytes: {
    type: 'gauge',
    labels: [],
    unit: 'bytes',
    help: 'Memory of all kept samples, compressed.',
  },
  telemetry_samples_total: {
    type: 'counter',
    labels: [],
    unit: 'count',
    help: 'Samples stored.',
  },
  telemetry_samples_refused_total: {
    type: 'counter',
    labels: ['reason'],
    unit: 'count',
    help: 'Samples refused, by reason: duplicate, out-of-order, too-old, removed.',
  },
  telemetry_series_refused_total: {
    type: 'counter',
    labels: [],
    unit: 'count',
    help: 'Series refused because the limit was reached.',
  },
} as const satisfies Record<string, MetricDefinition>;
