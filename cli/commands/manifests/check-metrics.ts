import { type MetricDefinition, metricTable } from '@petstore/contracts/metrics';
import { isAdapterConfig, type ManifestSet, positionOf, readAdapterRules } from '@petstore/engine/manifests';
import { PromqlError } from '@petstore/promql';
import { namesInQuery } from './names-in-query.ts';

/** Labels that the scrape adds to every series. */
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

/** Metrics of a cluster's own exporters, whose labels are not checked. */
const clusterMetrics =
  /^(container_(cpu_usage_seconds_total|memory_working_set_bytes|network_\w+|fs_\w+)|kube_(deployment_status_replicas(_available)?|horizontalpodautoscaler_\w+|pod_container_(status_restarts_total|resource_limits))|ALERTS|up|scrape_\w+)$/;

/** Node.js runtime metrics by prom-client's names. */
const runtimeMetrics = /^(process|nodejs)_\w+$/;
const emitted: ReadonlyMap<string, readonly string[]> = new Map([
  ...Object.entries<MetricDefinition>(metricTable).flatMap(([name, { type, labels }]) =>
    seriesOf(name, labels, type),
  ),
  ...seriesOf('istio_requests_total', istioLabels, 'counter'),
  ...seriesOf('istio_request_duration_milliseconds', istioLabels, 'histogram'),
]);

/** One message per query in the manifests that is not PromQL, or that uses a metric or label that no process emits. */
export function checkMetrics(set: ManifestSet): readonly string[] {
  const recorded = new Set(recordedNames(set));
  const problems = listQueries(set).flatMap((written) => {
    const { file, line } = positionOf(written.object, written.path);
    return problemsOf(written, recorded).map((problem) => `${file}:${line}: ${problem}`);
  });
  return [...new Set(problems)];
}

function problemsOf({ query, series }: WrittenQuery, recorded: ReadonlySet<string>): readonly string[] {
  try {
    return namesInQuery(query, series).flatMap(({ name, labels }) => {
      if (recorded.has(name)) return [];
      if (!isKnownMetric(name)) {
        return [`${name} is emitted by no process: use a metric of docs/reference/metrics.md`];
      }
      return strangeLabels(name, labels).map(
        (label) => `${name} has no label ${label}: see docs/reference/metrics.md`,
      );
    });
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    return [`is not PromQL: ${error.message}`];
  }
}

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

function isKnownMetric(name: string): boolean {
  return emitted.has(name) || clusterMetrics.test(name) || runtimeMetrics.test(name);
}

/** Labels that no series of the metric has; empty for metrics whose labels are unknown. */
function strangeLabels(name: string, labels: readonly string[]): readonly string[] {
  const known = emitted.get(name);
  if (known === undefined) return [];
  return labels.filter((label) => !known.includes(label) && !targetLabels.includes(label));
}

/** A query in a manifest, with its position. */
interface WrittenQuery {
  readonly object: object;
  readonly path: readonly (string | number)[];
  readonly query: string;
  /** The series that replaces `<<.Series>>`. */
  readonly series?: string;
}

/** All PromQL in the manifests: adapter rules, canary metrics, recording and alerting rules. */
function listQueries({ objects }: ManifestSet): WrittenQuery[] {
  const adapters = objects.ConfigMap.filter(isAdapterConfig).flatMap((object) => {
    const { rules = [], externalRules = [] } = readAdapterRules(object).rules;
    const path = ['data', 'config.yaml'];
    return [...rules, ...externalRules].flatMap(({ seriesQuery, metricsQuery }) => {
      const series = /^[a-zA-Z_:][\w:]*/.exec(seriesQuery)?.[0] ?? '';
      return [
        { object, path, query: seriesQuery },
        { object, path, query: metricsQuery, series },
      ];
    });
  });
  const templates = objects.MetricTemplate.map((object) => ({
    object,
    path: ['spec', 'query'],
    query: object.spec.query,
  }));
  const checks = objects.Canary.flatMap((object) =>
    (object.spec.analysis.metrics ?? []).flatMap(({ query }, index) =>
      query === undefined ? [] : [{ object, path: ['spec', 'analysis', 'metrics', index, 'query'], query }],
    ),
  );
  const rules = objects.PrometheusRule.flatMap((object) =>
    (object.spec.groups ?? []).flatMap((group, index) =>
      (group.rules ?? []).map(({ expr }, position) => ({
        object,
        path: ['spec', 'groups', index, 'rules', position, 'expr'],
        query: String(expr),
      })),
    ),
  );
  return [...adapters, ...templates, ...checks, ...rules];
}

/** Names defined by the manifests' own recording rules. */
function recordedNames({ objects }: ManifestSet): readonly string[] {
  return objects.PrometheusRule.flatMap(({ spec }) =>
    (spec.groups ?? []).flatMap(({ rules = [] }) =>
      rules.flatMap(({ record }) => (record === undefined ? [] : [record])),
    ),
  );
}
