import type { HttpServer } from '../http/create-http-server.ts';
import type { Metrics } from '../metrics/index.ts';
import { checkReadiness, type ReadinessCheck } from './readiness.ts';

export interface HealthOptions {
  readonly service: string;
  readonly version: string;
  readonly metrics: Metrics;
  readonly checks: ReadonlyMap<string, ReadinessCheck>;
  /** True once the process was asked to end: it serves what it has, and wants nothing new. */
  readonly isStopping: () => boolean;
  /** A JSON view of `/metrics` for callers who ask for one. */
  readonly summary?: () => Promise<object>;
}

/** `/health` (alive), `/ready` (may be sent work) and `/metrics` (Prometheus text). */
export function registerHealthRoutes(server: HttpServer, options: HealthOptions): void {
  const { service, version, metrics, checks, isStopping, summary } = options;
  const config = { isProbe: true };
  server.get('/health', { config }, async () => ({ status: 'ok', service, version }));
  server.get('/ready', { config }, async (_request, reply) => {
    if (isStopping()) return reply.code(503).send({ status: 'stopping', service, version, checks: {} });
    const report = await checkReadiness(checks);
    const status = report.isReady ? 'ready' : 'not-ready';
    return reply.code(report.isReady ? 200 : 503).send({ status, service, version, checks: report.checks });
  });
  server.get('/metrics', { config }, async (request, reply) => {
    if (summary !== undefined && request.headers.accept?.includes('application/json')) return summary();
    const { contentType, body } = await metrics.expose();
    return reply.header('content-type', contentType).send(body);
  });
}
