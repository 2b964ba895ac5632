import type { HttpServer } from '@petstore/chassis/http';
import { type TracesQuery, TracesQuerySchema, type TracesResponse } from './traces/trace-queries.ts';

/** Shows the spans that the telemetry process keeps to whoever may command the engine. */
export function registerTraceRoutes(
  server: HttpServer,
  findTraces: (query: TracesQuery) => Promise<TracesResponse>,
): void {
  server.get(
    '/traces',
    { schema: { querystring: TracesQuerySchema }, config: { isProbe: true } },
    ({ query }) => findTraces(query),
  );
}
