import { type MetricDefinition, metricTable } from '@petstore/contracts/metrics';

/** Labels that a scrape adds to whatever a process says of itself. */
const targetLabels = ['namespace', 'pod', 'service', 'version', 'container', 'instance', 'job'];

const istioLabels = [
  'reporter',
  'source_workload',
  'source_workload_namespace',
  'source_principal',
  'source_app',
  'source_version',
  'destination_workload',
  'destination_workload_namespace',
  'destination_service',
  'destination_service_name',
  'destination_app',
  'destination_version',
  'request_protocol',
  'response_code',
  'response_flags',
  'connection_security_policy',
];

/** What a cluster's own exporters tell; their labels are theirs. */
const clusterMetrics =
  /^(container_(cpu_usage_seconds_total|memory_working_set_bytes|network_\w+|fs_\w+)|kube_(deployment_status_replicas(_available)?|horizontalpodautoscaler_\w+|pod_container_(status_restarts_total|resource_limits))|ALERTS|up|scrape_\w+)$/;
/** Node's own figures, as prom-client names them. */
const runtimeMetrics = /^(process|nodejs)_\w+$/;

function seriesOf(
  name: string,
  labels: readonly string[],
  type: MetricDefinition['type'],
): [string, string[]][] {
  if (type !== 'histogram') return [[name, [...labels]]];
  return [
    [`${name}_bucket`, [...labels, 'le']],
    [`${name}_sum`, [...labels]],
    [`${name}_count`, [...labels]],
  ];
}

const emitted: ReadonlyMap<string, readonly string[]> = new Map([
  ...Object.entries<MetricDefinition>(metricTable).flatMap(([name, { type, labels }]) =>
    seriesOf(name, labels, type),
  ),
  ...seriesOf('istio_requests_total', istioLabels, 'counter'),
  ...seriesOf('istio_request_duration_milliseconds', istioLabels, 'histogram'),
]);

export const emittedNames: readonly string[] = [...emitted.keys()];

export function isKnownMetric(name: string): boolean {
  return emitted.has(name) || clusterMetrics.test(name) || runtimeMetrics.test(name);
}

/** Those of the labels that no series of the metric has; none where the labels are not ours to know. */
export function strangeLabels(name: string, labels: readonly string[]): readonly string[] {
  const known = emitted.get(name);
  if (known === undefined) return [];
  return labels.filter((label) => !known.includes(label) && !targetLabels.includes(label));
}
