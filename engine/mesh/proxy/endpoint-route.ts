import type { MeshSource, ServiceName } from '../mesh-configuration.ts';
import type { ResponseFlag } from './classify-failure.ts';
import { clientCertificate } from './client-certificate.ts';
import { requestLabels } from './request-labels.ts';
import type { RequestMetrics, RequestSeries } from './request-metrics.ts';
import type { UpstreamEndpoint } from './upstream-endpoint.ts';

export interface RouteOptions {
  readonly source: MeshSource | null;
  readonly service: ServiceName;
  /** Null where none is ready. */
  readonly upstream: UpstreamEndpoint | null;
  readonly metrics: RequestMetrics;
}

/** One listener's way to one endpoint: what is the same for every request that takes it, worked out once. */
export class Route {
  readonly upstream: UpstreamEndpoint | null;
  readonly certificate: string | null;
  readonly service: string;
  readonly #options: RouteOptions;
  readonly #answered = new Map<number, RequestSeries>();

  constructor(options: RouteOptions) {
    const { source, service, upstream } = options;
    this.upstream = upstream;
    this.service = service.name;
    this.certificate =
      upstream === null ? null : clientCertificate(service.namespace, source, upstream.endpoint);
    this.#options = options;
  }

  record(status: number, flag: ResponseFlag, durationMs: number): void {
    let series = flag === '-' ? this.#answered.get(status) : this.#series(status, flag);
    if (series === undefined) {
      series = this.#series(status, flag);
      this.#answered.set(status, series);
    }
    series.observe(durationMs);
  }

  #series(status: number, flag: ResponseFlag): RequestSeries {
    const { source, service, upstream, metrics } = this.#options;
    return metrics.series(
      requestLabels({ source, service, endpoint: upstream?.endpoint ?? null }, status, flag),
    );
  }
}
