import { type Static, Type } from 'typebox';

const nullable = <Schema extends ReturnType<typeof Type.String>>(schema: Schema) =>
  Type.Union([schema, Type.Null()]);
const AttributesSchema = Type.Record(
  Type.String(),
  Type.Union([Type.String(), Type.Number(), Type.Boolean()]),
);

/** One span as it is kept and shown. */
export const StoredSpanSchema = Type.Object({
  traceId: Type.String(),
  spanId: Type.String(),
  parentSpanId: nullable(Type.String()),
  name: Type.String(),
  kind: Type.Union([
    Type.Literal('internal'),
    Type.Literal('server'),
    Type.Literal('client'),
    Type.Literal('producer'),
    Type.Literal('consumer'),
  ]),
  /** `service.name` of the process that made it. */
  service: Type.String(),
  /** `service.instance.id`: the pod. */
  instance: nullable(Type.String()),
  startedAt: Type.String({ format: 'date-time' }),
  durationMs: Type.Number(),
  attributes: AttributesSchema,
  events: Type.Array(
    Type.Object({
      name: Type.String(),
      /** Since the span began. */
      afterMs: Type.Number(),
      attributes: AttributesSchema,
    }),
  ),
  /** Why the work failed; null when it did not. */
  failure: nullable(Type.String()),
});
export type StoredSpan = Static<typeof StoredSpanSchema>;
export type StoredAttributes = StoredSpan['attributes'];
