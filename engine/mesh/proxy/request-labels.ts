import { type MeshEndpoint, type MeshSource, type ServiceName, serviceKey } from '../mesh-configuration.ts';
import type { ResponseFlag } from './classify-failure.ts';
import { spiffeId } from './client-certificate.ts';
import type { MetricLabels } from './request-metrics.ts';

/** Between whom requests pass; `endpoint` is null when none could be chosen. */
export interface Hop {
  readonly source: MeshSource | null;
  readonly service: ServiceName;
  readonly endpoint: MeshEndpoint | null;
}

const unknown = 'unknown';

/**
 * The labels of Istio's standard metrics as a caller's sidecar reports them:
 * https://istio.io/latest/docs/reference/config/metrics/. What cannot be known is `unknown`, the security policy always
 * is, on the caller's side; a request that the caller broke off has code 0.
 */
export function requestLabels(hop: Hop, status: number, flag: ResponseFlag): MetricLabels {
  const { source, service, endpoint } = hop;
  return {
    reporter: 'source',
    source_workload: source?.workload ?? unknown,
    source_workload_namespace: source?.namespace ?? unknown,
    source_principal: source === null ? unknown : spiffeId(source.namespace, source.serviceAccount),
    source_app: source?.workload ?? unknown,
    source_version: source?.version ?? unknown,
    destination_workload: endpoint?.workload ?? unknown,
    destination_workload_namespace: endpoint === null ? unknown : service.namespace,
    destination_service: `${serviceKey(service)}.svc.cluster.local`,
    destination_service_name: service.name,
    destination_app: endpoint?.workload ?? unknown,
    destination_version: endpoint?.version ?? unknown,
    request_protocol: 'http',
    response_code: String(status),
    response_flags: flag,
    connection_security_policy: unknown,
  };
}
