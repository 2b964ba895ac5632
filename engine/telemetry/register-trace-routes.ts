import type { HttpServer } from '@petstore/chassis/http';
import { type Static, Type } from 'typebox';
import type { TraceStore } from './create-trace-store.ts';
import type { OtlpReceiver } from './start-otlp-receiver.ts';
import { StoredSpanSchema } from './stored-span.ts';

/** `GET /traces`: all traces of a correlation id, one trace, or the latest ones. */
export const TracesQuerySchema = Type.Object(
  {
    correlationId: Type.Optional(Type.String({ pattern: '^[\\w.-]{1,128}$' })),
    traceId: Type.Optional(Type.String({ pattern: '^[0-9a-f]{32}$' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
  },
  { additionalProperties: false },
);

export const TracesResponseSchema = Type.Object({
  traces: Type.Array(
    Type.Object({
      traceId: Type.String(),
      correlationIds: Type.Array(Type.String()),
      spans: Type.Array(StoredSpanSchema),
    }),
  ),
  /** Of everything since the engine started. */
  kept: Type.Object({
    traces: Type.Integer(),
    spans: Type.Integer(),
    received: Type.Integer(),
    refused: Type.Integer(),
    evicted: Type.Integer(),
  }),
});
export type TracesResponse = Static<typeof TracesResponseSchema>;

interface TraceSources {
  readonly traces: TraceStore;
  readonly receiver: Pick<OtlpReceiver, 'counts'>;
}

export function registerTraceRoutes(server: HttpServer, { traces, receiver }: TraceSources): void {
  server.get(
    '/traces',
    { schema: { querystring: TracesQuerySchema }, config: { isProbe: true } },
    async ({ query }) => {
      const { correlationId, traceId, limit = 20 } = query;
      const kept = { ...traces.counts(), ...receiver.counts() };
      return { traces: traces.find({ correlationId, traceId, limit }), kept };
    },
  );
}
