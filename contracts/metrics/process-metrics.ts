import { latencyBuckets, type MetricDefinition } from './metric-definition.ts';

const requestLabels = ['http_request_method', 'http_route', 'http_response_status_code'] as const;

/** Metrics that every service emits: requests, peers, database and events. */
export const processMetrics = {
  http_server_request_duration_seconds: {
    type: 'histogram',
    labels: requestLabels,
    unit: 'seconds',
    help: 'Time to respond to a request, without the time for which a long poll was held.',
    buckets: latencyBuckets,
  },
  http_client_request_duration_seconds: {
    type: 'histogram',
    labels: ['server_address', 'http_request_method', 'http_response_status_code'],
    unit: 'seconds',
    help: 'Time of one attempt of an outgoing request; status 0 without a response.',
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
    help: 'Retries that were not made although the failure was retryable, by reason: budget, deadline.',
  },
  http_client_rejections_total: {
    type: 'counter',
    labels: ['server_address', 'reason'],
    unit: 'count',
    help: 'Attempts refused before they were sent, by reason: circuit-open, saturated, deadline.',
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
    help: 'State changes of a circuit breaker, by the new state.',
  },
  http_client_bulkhead_calls: {
    type: 'gauge',
    labels: ['server_address', 'state'],
    unit: 'count',
    help: 'Calls of a peer by state: active, waiting, held (those whose answer the peer may hold back).',
  },
  http_server_active_requests: {
    type: 'gauge',
    labels: [],
    unit: 'count',
    help: 'Requests in progress, without probes and long polls that are held.',
  },
  http_server_rejections_total: {
    type: 'counter',
    labels: ['reason'],
    unit: 'count',
    help: 'Requests refused to protect the service, by reason: deadline, overload, rate-limit.',
  },
  rate_limit_decisions_total: {
    type: 'counter',
    labels: ['outcome'],
    unit: 'count',
    help: 'Rate limit decisions by outcome: allowed, limited, unchecked (the store was unavailable, so the request was let through).',
  },
  correlation_claims_total: {
    type: 'counter',
    labels: ['outcome'],
    unit: 'count',
    help: "Correlation ids that customers sent, by outcome: own, foreign (another customer's, so the request got a fresh one), unchecked (the store was unavailable, so it got a fresh one).",
  },
  trace_spans_exported_total: {
    type: 'counter',
    labels: [],
    unit: 'count',
    help: 'Spans accepted by the collector.',
  },
  trace_spans_dropped_total: {
    type: 'counter',
    labels: ['reason'],
    unit: 'count',
    help: 'Spans lost, by reason: buffer-full, refused, unreachable.',
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
    help: 'Time from the publication of an event to the commit of its effect.',
    buckets: latencyBuckets,
  },
  event_handling_failures_total: {
    type: 'counter',
    labels: ['consumer'],
    unit: 'count',
    help: 'Failed attempts to handle an event.',
  },
  event_dead_letters: {
    type: 'gauge',
    labels: ['consumer'],
    unit: 'count',
    help: 'Dead letters: events that failed, and later events of the same subjects that wait behind them.',
  },
  request_records_dropped_total: {
    type: 'counter',
    labels: [],
    unit: 'count',
    help: 'Request records dropped because the buffer was full while the record store was unavailable.',
  },
} as const satisfies Record<string, MetricDefinition>;
