import { type Static, Type } from 'typebox';
import { mostReplicas } from '../../manifests/index.ts';

export const DeploymentParamsSchema = Type.Object({ name: Type.String() }, { additionalProperties: false });

export const ScaleRequestSchema = Type.Object(
  { replicas: Type.Integer({ minimum: 0, maximum: mostReplicas }) },
  { additionalProperties: false },
);
export type ScaleRequest = Static<typeof ScaleRequestSchema>;

/** `GET /logs`. With `follow` the answer is one entry a line, the kept ones first, until the caller goes away. */
export const LogsQuerySchema = Type.Object(
  {
    deployment: Type.Optional(Type.String()),
    pod: Type.Optional(Type.String()),
    correlationId: Type.Optional(Type.String({ pattern: '^[\\w.-]{1,128}$' })),
    tail: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
    since: Type.Optional(Type.String({ format: 'date-time' })),
    follow: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type LogsQuery = Static<typeof LogsQuerySchema>;

const LogLineSchema = Type.Object({
  time: Type.String({ format: 'date-time' }),
  deployment: Type.String(),
  pod: Type.String(),
  container: Type.String(),
  line: Type.String(),
});

export const LogsResponseSchema = Type.Object({ entries: Type.Array(LogLineSchema) });
export type LogsResponse = Static<typeof LogsResponseSchema>;
