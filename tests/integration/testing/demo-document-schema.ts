import { type Static, Type } from 'typebox';

const closed = { additionalProperties: false };
const text = Type.String({ minLength: 1 });
const idOrNull = Type.Union([text, Type.Null()]);
const time = Type.Number({ minimum: 0 });
const count = Type.Integer({ minimum: 0 });

const step = Type.Object(
  {
    name: text,
    service: text,
    status: Type.Enum(['ok', 'degraded', 'failed', 'skipped']),
    durationMs: time,
    messageId: idOrNull,
    attempts: count,
    fallbackUsed: Type.Boolean(),
    error: Type.Optional(Type.Object({ code: text, message: text }, closed)),
  },
  closed,
);

const message = Type.Object(
  {
    messageId: text,
    causationId: idOrNull,
    kind: Type.Enum(['request', 'event']),
    name: text,
    from: text,
    to: text,
    status: Type.Union([Type.Integer(), text]),
    durationMs: time,
    handledBy: Type.Optional(
      Type.Array(Type.Object({ service: text, at: Type.String({ format: 'date-time' }) }, closed)),
    ),
  },
  closed,
);

const check = Type.Object(
  {
    name: text,
    threshold: text,
    value: Type.Number(),
    unit: text,
    sampleSize: count,
    ok: Type.Boolean(),
    reason: Type.Optional(text),
  },
  closed,
);

const journey = Type.Object(
  {
    correlationId: Type.String({ pattern: '^[\\w.-]{1,128}$' }),
    customerId: text,
    persona: text,
    outcome: Type.Enum(['delivered', 'refused', 'failed', 'timeout']),
    orderId: idOrNull,
    durationMs: time,
    steps: Type.Array(step),
    messages: Type.Array(message),
  },
  closed,
);

/** The documented JSON document of `demo --json`, without additional fields. */
export const DemoDocument = Type.Object(
  {
    scenario: text,
    ok: Type.Boolean(),
    seed: count,
    startedAt: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z$' }),
    durationMs: time,
    journeys: Type.Array(journey, { minItems: 1 }),
    kpis: Type.Record(Type.String(), Type.Union([Type.Number(), Type.Null()])),
    checks: Type.Array(check, { minItems: 1 }),
  },
  closed,
);
export type DemoDocument = Static<typeof DemoDocument>;
