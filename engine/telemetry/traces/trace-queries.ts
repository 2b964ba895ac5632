import type { HttpServer } from '@petstore/chassis/http';
import { type Static, Type } from 'typebox';
import { StoredSpanSchema } from './stored-span.ts';

/** `GET /traces` of the control API: all traces of a correlation id, one trace, or the latest ones. */
export const TracesQuerySchema = Type.Object(
  {
    correlationId: Type.Optional(Type.String({ pattern: '^[\\w.-]{1,128}$' })),
    traceId: Type.Optional(Type.String({ pattern: '^[0-9a-f]{32}$' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
  },
  { additionalProperties: false },
);
export type TracesQuery = Static<typeof TracesQuerySchema>;

export const TracesResponseSchema = Type.Object({
  traces: Type.Array(
    Type.Object({
      traceId: Type.String(),
      correlationIds: Type.Array(Type.String()),
      spans: Type.Array(StoredSpanSchema),
    }),
  ),
  /** Of everything since the telemetry process started. */
  kept: Type.Object({
    traces: Type.Integer(),
    spans: Type.Integer(),
    received: Type.Integer(),
    refused: Type.Integer(),
    evicted: Type.Integer(),
  }),
});
export type TracesResponse = Static<typeof TracesResponseSchema>;

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
