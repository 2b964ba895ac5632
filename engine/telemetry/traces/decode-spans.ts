import type { StoredAttributes, StoredSpan } from './stored-span.ts';

interface DecodedSpans {
  readonly spans: readonly StoredSpan[];
  /** Spans that lack what a span must have. */
  readonly refused: number;
}

type Json = unknown;
type JsonObject = Readonly<Record<string, Json>>;

const kinds = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const kindNames = [
  'SPAN_KIND_UNSPECIFIED',
  'SPAN_KIND_INTERNAL',
  'SPAN_KIND_SERVER',
  'SPAN_KIND_CLIENT',
  'SPAN_KIND_PRODUCER',
  'SPAN_KIND_CONSUMER',
];
const failedStatuses: readonly Json[] = [2, 'STATUS_CODE_ERROR'];

/** What one span may hold, whatever its sender thinks. */
const mostAttributes = 64;
const mostEvents = 64;
const longestText = 2_048;

/** Whether a body has the outer shape of an OTLP trace request; what is in it is judged span by span. */
export function isTraceRequest(body: Json): boolean {
  return isObject(body) && (body['resourceSpans'] === undefined || Array.isArray(body['resourceSpans']));
}

/**
 * The spans of an OTLP/HTTP request body in JSON (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding).
 */
export function decodeSpans(body: Json): DecodedSpans {
  const spans: StoredSpan[] = [];
  let refused = 0;
  for (const resourceSpans of objects(isObject(body) ? body['resourceSpans'] : undefined)) {
    const resource = isObject(resourceSpans['resource']) ? resourceSpans['resource'] : {};
    const origin = originOf(decodeAttributes(resource['attributes']));
    for (const scopeSpans of objects(resourceSpans['scopeSpans'])) {
      for (const written of objects(scopeSpans['spans'])) {
        const span = decodeSpan(written, origin);
        if (span === null) refused += 1;
        else spans.push(span);
      }
    }
  }
  return { spans, refused };
}

type Origin = Pick<StoredSpan, 'service' | 'instance'>;

function originOf(attributes: StoredAttributes): Origin {
  const instance = attributes['service.instance.id'] ?? attributes['k8s.pod.name'];
  return {
    service: String(attributes['service.name'] ?? 'unknown_service'),
    instance: instance === undefined ? null : String(instance),
  };
}

function decodeSpan(written: JsonObject, origin: Origin): StoredSpan | null {
  const traceId = idOf(written['traceId'], 32);
  const spanId = idOf(written['spanId'], 16);
  const startedAtMs = millisecondsOf(written['startTimeUnixNano']);
  const endedAtMs = millisecondsOf(written['endTimeUnixNano']);
  if (traceId === null || spanId === null || startedAtMs === null || endedAtMs === null) return null;
  const status = isObject(written['status']) ? written['status'] : {};
  return {
    traceId,
    spanId,
    parentSpanId: idOf(written['parentSpanId'], 16),
    name: textOf(written['name']),
    kind: kindOf(written['kind']),
    ...origin,
    startedAt: instantOf(startedAtMs),
    durationMs: Math.max(0, endedAtMs - startedAtMs),
    attributes: decodeAttributes(written['attributes']),
    events: objects(written['events'])
      .slice(0, mostEvents)
      .map((event) => ({
        name: textOf(event['name']),
        afterMs: (millisecondsOf(event['timeUnixNano']) ?? startedAtMs) - startedAtMs,
        attributes: decodeAttributes(event['attributes']),
      })),
    failure: failedStatuses.includes(status['code']) ? textOf(status['message']) : null,
  };
}

function kindOf(written: Json): StoredSpan['kind'] {
  const index = typeof written === 'string' ? kindNames.indexOf(written) : Number(written ?? 0);
  return kinds[index] ?? 'internal';
}

function decodeAttributes(written: Json): StoredAttributes {
  const attributes: Record<string, string | number | boolean> = Object.create(null);
  for (const { key, value } of objects(written).slice(0, mostAttributes)) {
    const plain = plainValue(value);
    if (typeof key === 'string' && plain !== null) attributes[key.slice(0, 256)] = plain;
  }
  return attributes;
}

/** Lists and maps are kept as the text that they are, cut like any text. */
function plainValue(value: Json): string | number | boolean | null {
  if (!isObject(value)) return null;
  const { stringValue, boolValue, intValue, doubleValue } = value;
  if (typeof stringValue === 'string') return textOf(stringValue);
  if (typeof boolValue === 'boolean') return boolValue;
  const number = intValue ?? doubleValue;
  if (number !== undefined && number !== null) return Number.isFinite(Number(number)) ? Number(number) : null;
  const [nested] = Object.values(value);
  return nested === undefined ? null : shallowText(nested);
}

/** A value as deep as a sender likes must not be walked to its end. */
function shallowText(value: Json): string {
  const items = isObject(value) && Array.isArray(value['values']) ? value['values'] : [];
  const words = items
    .slice(0, mostAttributes)
    .map((item) =>
      isObject(item) ? (item['stringValue'] ?? item['intValue'] ?? item['boolValue'] ?? '…') : '…',
    );
  return textOf(`[${words.map((word) => (typeof word === 'object' ? '…' : String(word))).join(', ')}]`);
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value.slice(0, longestText) : '';
}

function idOf(value: Json, length: number): string | null {
  if (typeof value !== 'string' || value.length !== length || !/^[0-9a-f]+$/i.test(value)) return null;
  return /^0+$/.test(value) ? null : value.toLowerCase();
}

/** Years that a date can show; anything else is no time of a span. */
const latestMs = Date.UTC(9999, 0);

/** Nanoseconds since the epoch, as text or number, in milliseconds with fractions. */
function millisecondsOf(value: Json): number | null {
  if (typeof value !== 'number' && !(typeof value === 'string' && /^\d{1,19}$/.test(value))) return null;
  const text = String(value);
  const milliseconds =
    typeof value === 'number' || text.length <= 6
      ? Number(value) / 1e6
      : Number(text.slice(0, -6)) + Number(text.slice(-6)) / 1e6;
  return milliseconds >= 0 && milliseconds < latestMs ? milliseconds : null;
}

/** RFC 3339 to the microsecond: spans of one process begin within one millisecond. */
function instantOf(milliseconds: number): string {
  const whole = Math.floor(milliseconds);
  const microseconds = Math.floor((milliseconds - whole) * 1_000);
  return `${new Date(whole).toISOString().slice(0, -1)}${String(microseconds).padStart(3, '0')}Z`;
}

function objects(value: Json): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
