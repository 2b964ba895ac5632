import type { Attributes, AttributeValue, EndedSpan, SpanKind } from '../tracing/index.ts';

/** Source of the spans, by OpenTelemetry's resource conventions (`service.name` and others). */
export type Resource = Attributes;

const kinds: Readonly<Record<SpanKind, number>> = {
  internal: 1,
  server: 2,
  client: 3,
  producer: 4,
  consumer: 5,
};
const failedStatus = 2;

/** Encodes an OTLP/HTTP request body in JSON (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding). */
export function encodeSpans(resource: Resource, spans: readonly EndedSpan[]): string {
  const scopeSpans = [{ scope: { name: '@petstore/chassis' }, spans: spans.map(encodeSpan) }];
  return JSON.stringify({
    resourceSpans: [{ resource: { attributes: encodeAttributes(resource) }, scopeSpans }],
  });
}

function encodeSpan(span: EndedSpan) {
  const { traceId, spanId, parentSpanId, traceState, name, kind, failure, droppedEvents } = span;
  return {
    traceId,
    spanId,
    parentSpanId,
    traceState,
    name,
    kind: kinds[kind],
    startTimeUnixNano: nanoseconds(span.startedAtMs),
    endTimeUnixNano: nanoseconds(span.endedAtMs),
    attributes: encodeAttributes(span.attributes),
    events: span.events.map(({ name: event, atMs, attributes }) => ({
      timeUnixNano: nanoseconds(atMs),
      name: event,
      attributes: encodeAttributes(attributes),
    })),
    droppedEventsCount: droppedEvents === 0 ? undefined : droppedEvents,
    status: failure === undefined ? {} : { code: failedStatus, message: failure },
  };
}

function encodeAttributes(attributes: Attributes) {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: encodeValue(value) }],
  );
}

function encodeValue(value: AttributeValue) {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

/** As text, because a double cannot hold today's time in nanoseconds. */
function nanoseconds(milliseconds: number): string {
  const whole = Math.floor(milliseconds);
  const rest = Math.floor((milliseconds - whole) * 1e6);
  return `${whole}${String(rest).padStart(6, '0')}`;
}
