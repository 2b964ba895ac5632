import { Type } from 'typebox';
import type { HttpServer } from '../http/http-server.ts';
import type { Metrics } from '../metrics/index.ts';
import { checkReadiness, type ReadinessCheck } from './readiness.ts';

export interface HealthOptions {
  readonly service: string;
  readonly version: string;
  readonly metrics: Metrics;
  readonly checks: ReadonlyMap<string, ReadinessCheck>;
  /** True once the process was asked to stop: it finishes the requests under way and is no longer ready. */
  readonly isStopping: () => boolean;
  /** JSON view of `/metrics`, for callers that accept only JSON. */
  readonly summary?: () => Promise<object>;
}

const Liveness = Type.Object({ status: Type.String(), service: Type.String(), version: Type.String() });
const Readiness = Type.Object({
  status: Type.String(),
  service: Type.String(),
  version: Type.String(),
  /** `ok`, or the error message. */
  checks: Type.Record(Type.String(), Type.String()),
});

/** Registers `/health` (liveness), `/ready` (readiness) and `/metrics` (Prometheus text). */
export function registerHealthRoutes(server: HttpServer, options: HealthOptions): void {
  const { service, version, metrics, checks, isStopping, summary } = options;
  const isProbe = true;
  const alive = { isProbe, summary: 'Whether the process is alive', answers: { 200: Liveness } };
  const ready = {
    isProbe,
    summary: 'Whether it may be sent work, by check',
    answers: { 200: Readiness, 503: Readiness },
  };
  const figures = {
    isProbe,
    summary: 'Prometheus text exposition',
    answers: { 200: Type.String() },
    mediaType: 'text/plain',
  };
  server.get('/health', { config: alive }, async () => ({ status: 'ok', service, version }));
  server.get('/ready', { config: ready }, async (_request, reply) => {
    if (isStopping()) return reply.code(503).send({ status: 'stopping', service, version, checks: {} });
    const report = await checkReadiness(checks);
    const status = report.isReady ? 'ready' : 'not-ready';
    return reply.code(report.isReady ? 200 : 503).send({ status, service, version, checks: report.checks });
  });
  server.get('/metrics', { config: figures }, async (request, reply) => {
    if (summary !== undefined && request.headers.accept?.toLowerCase().includes('application/json'))
      return summary();
    const { contentType, body } = await metrics.expose();
    return reply.header('content-type', contentType).send(body);
  });
}
