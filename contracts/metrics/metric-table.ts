export interface MetricDefinition {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  readonly unit: 'seconds' | 'bytes' | 'minor units' | 'ratio' | 'count';
  readonly help: string;
  /** Upper bounds of a histogram's buckets, in the unit. */
  readonly buckets?: readonly number[];
}

const latencyBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;
const requestLabels = ['http_request_method', 'http_route', 'http_response_status_code'] as const;
const deploymentLabels = ['namespace', 'deployment'] as const;
const containerLabels = ['namespace', 'pod', 'container'] as const;

/** The names, labels and units that services emit: a contract with rules, dashboards and autoscalers. */
export const metricTable = {
  http_server_request_duration_seconds: {
    type: 'histogram',
    labels: requestLabels,
    unit: 'seconds',
    help: 'Time to answer a request.',
    buckets: latencyBuckets,
  },
  http_client_request_duration_seconds: {
    type: 'histogram',
    labels: ['server_address', 'http_request_method', 'http_response_status_code'],
    unit: 'seconds',
    help: 'Time of one attempt of an outgoing request; status 0 when no answer came.',
    buckets: latencyBuckets,
  },
  http_client_retries_total: {
    type: 'counter',
    labels: ['server_address'],
    unit: 'count',
    help: 'Attempts after the first one.',
  },
  http_client_retries_withheld_total: {
    type: 'counter',
    labels: ['server_address', 'reason'],
    unit: 'count',
    help: 'Retries that would have helped and were not made, by reason: budget, deadline.',
  },
  http_client_rejections_total: {
    type: 'counter',
    labels: ['server_address', 'reason'],
    unit: 'count',
    help: 'Attempts that were refused before they left, by reason: circuit-open, saturated, deadline.',
  },
  http_client_circuit_state: {
    type: 'gauge',
    labels: ['server_address'],
    unit: 'count',
    help: 'Circuit breaker of a peer: 0 closed, 1 half-open, 2 open.',
  },
  http_client_circuit_changes_total: {
    type: 'counter',
    labels: ['server_address', 'state'],
    unit: 'count',
    help: 'Changes of a circuit breaker, by the state that it came to.',
  },
  http_client_bulkhead_calls: {
    type: 'gauge',
    labels: ['server_address', 'state'],
    unit: 'count',
    help: 'Calls of a peer by state: active, waiting.',
  },
  http_server_active_requests: {
    type: 'gauge',
    labels: [],
    unit: 'count',
    help: 'Requests under way, probes apart.',
  },
  http_server_rejections_total: {
    type: 'counter',
    labels: ['reason'],
    unit: 'count',
    help: 'Requests that were refused to protect the service, by reason: deadline, overload, rate-limit.',
  },
  rate_limit_decisions_total: {
    type: 'counter',
    labels: ['outcome'],
    unit: 'count',
    help: 'Rate limit decisions by outcome: allowed, limited, unchecked (the store was away, so the request went on).',
  },
  trace_spans_exported_total: {
    type: 'counter',
    labels: [],
    unit: 'count',
    help: 'Spans that the collector took.',
  },
  trace_spans_dropped_total: {
    type: 'counter',
    labels: ['reason'],
    unit: 'count',
    help: 'Spans that were lost, by reason: buffer-full, refused, unreachable.',
  },
  postgres_pool_connections: {
    type: 'gauge',
    labels: ['database', 'state'],
    unit: 'count',
    help: 'Connections of the pool by state: idle, busy, waiting callers.',
  },
  outbox_pending_events: {
    type: 'gauge',
    labels: [],
    unit: 'count',
    help: 'Outbox rows not yet relayed to the bus.',
  },
  outbox_relayed_events_total: {
    type: 'counter',
    labels: [],
    unit: 'count',
    help: 'Outbox rows relayed to the bus.',
  },
  event_handling_duration_seconds: {
    type: 'histogram',
    labels: ['consumer', 'event_type'],
    unit: 'seconds',
    help: 'Time from an event being published to its effect being committed.',
    buckets: latencyBuckets,
  },
  event_handling_failures_total: {
    type: 'counter',
    labels: ['consumer'],
    unit: 'count',
    help: 'Batches that failed and will be tried again.',
  },
  request_records_dropped_total: {
    type: 'counter',
    labels: [],
    unit: 'count',
    help: 'Request records dropped because the buffer was full while the record store was away.',
  },
  petstore_orders_total: {
    type: 'counter',
    labels: ['status'],
    unit: 'count',
    help: 'Orders that reached a status.',
  },
  petstore_revenue_minor_units_total: {
    type: 'counter',
    labels: ['currency'],
    unit: 'minor units',
    help: 'Captured order amounts.',
  },
  petstore_orders_parked: {
    type: 'gauge',
    labels: [],
    unit: 'count',
    help: 'Orders that wait for an operator; every replica says the same.',
  },
  petstore_orders_parked_total: {
    type: 'counter',
    labels: ['step'],
    unit: 'count',
    help: 'Orders that were left to an operator, by the step that could not be done.',
  },
  petstore_refunds_total: {
    type: 'counter',
    labels: ['outcome'],
    unit: 'count',
    help: 'Refunds of orders by what became of them: requested, refunded, refused.',
  },
  petstore_refunded_minor_units_total: {
    type: 'counter',
    labels: ['currency'],
    unit: 'minor units',
    help: 'Order amounts that were returned to customers.',
  },
  petstore_restocked_items_total: {
    type: 'counter',
    labels: ['kind'],
    unit: 'count',
    help: 'Pets listed and units of products added by operators.',
  },
  petstore_sessions_total: { type: 'counter', labels: ['variant'], unit: 'count', help: 'Sessions opened.' },
  petstore_purchases_total: {
    type: 'counter',
    labels: ['variant'],
    unit: 'count',
    help: 'Delivered orders by variant.',
  },
  petstore_carts_total: {
    type: 'counter',
    labels: ['outcome'],
    unit: 'count',
    help: 'Carts by outcome: ordered, cleared.',
  },
  petstore_payments_total: {
    type: 'counter',
    labels: ['operation', 'outcome'],
    unit: 'count',
    help: 'Payment operations (authorize, capture, void, refund) by outcome.',
  },
  petstore_recommendations_total: {
    type: 'counter',
    labels: ['model_version', 'fallback'],
    unit: 'count',
    help: 'Recommendation lists served.',
  },
  petstore_recommendation_duration_seconds: {
    type: 'histogram',
    labels: ['model_version'],
    unit: 'seconds',
    help: 'Time to rank one list.',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25],
  },
  petstore_recommendation_confidence_ratio: {
    type: 'histogram',
    labels: ['model_version'],
    unit: 'ratio',
    help: 'Confidence of the recommendations served.',
    buckets: [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1],
  },
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
    help: 'Memory that a container holds.',
  },
  kube_deployment_spec_replicas: {
    type: 'gauge',
    labels: deploymentLabels,
    unit: 'count',
    help: 'Pods that are wanted of a Deployment.',
  },
  kube_deployment_status_replicas: {
    type: 'gauge',
    labels: deploymentLabels,
    unit: 'count',
    help: 'Pods of a Deployment, ready or not, that are not ending.',
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
    help: 'Pods of a Deployment that have been ready for long enough.',
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
    help: 'What a container may use of a resource: cpu in cores, memory in bytes.',
  },
  kube_pod_container_resource_requests: {
    type: 'gauge',
    labels: [...containerLabels, 'resource', 'unit'],
    unit: 'count',
    help: 'What a container asks for of a resource: cpu in cores, memory in bytes.',
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
    help: 'Memory of all samples that are kept, compressed.',
  },
  telemetry_samples_total: {
    type: 'counter',
    labels: [],
    unit: 'count',
    help: 'Samples that were stored.',
  },
  telemetry_samples_refused_total: {
    type: 'counter',
    labels: ['reason'],
    unit: 'count',
    help: 'Samples that were not stored, by reason: duplicate, out-of-order, too-old, removed.',
  },
  telemetry_series_refused_total: {
    type: 'counter',
    labels: [],
    unit: 'count',
    help: 'Series that were not begun because there were too many.',
  },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof metricTable;
