import { headers } from '@petstore/contracts/http';
import {
  type ConnectionPool,
  type Exchanged,
  type ExchangeRequest,
  exchange,
  isJsonContentType,
  withQuery,
} from '../connections/index.ts';
import type { Interaction } from '../correlation/index.ts';
import { messageOf } from '../errors/index.ts';
import type { Metrics } from '../metrics/index.ts';
import { type Attempt, resilienceErrors } from '../resilience/index.ts';
import { childContext, formatTraceparent, type Span } from '../tracing/index.ts';
import type { OutgoingRequest } from './http-client.ts';

/** What all attempts of a client share. */
export interface Wire {
  readonly peer: string;
  readonly pool: ConnectionPool;
  /** Path of the base address, prepended to every request's path. */
  readonly prefix: string;
  readonly metrics: Metrics;
  /** Whether the peer is sent the deadline; an external one is not. */
  readonly tellsDeadline: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
  /** Set if the content type says JSON and the body is not; `body` is then its text. */
  readonly malformed?: Error;
}

/** One logical call, shared by all of its attempts. */
export interface Call {
  readonly request: OutgoingRequest;
  readonly messageId: string;
  readonly interaction: Interaction | undefined;
  /** Filled in from the headers that were sent, so that the record shows them. */
  readonly sent: { causationId: string | null };
}

/** Makes one attempt, measured and traced. Throws the connection's error. */
export async function performAttempt(wire: Wire, call: Call, attempt: Attempt): Promise<Answer> {
  const { request, interaction } = call;
  const startedAt = performance.now();
  const span = interaction?.span?.startChild(request.method, {
    kind: 'client',
    attributes: {
      'server.address': wire.peer,
      'http.request.method': request.method,
      'url.template': request.route,
      'http.request.resend_count': attempt.number > 1 ? attempt.number - 1 : undefined,
    },
  });
  let status = 0;
  try {
    const answered = await exchange(wire.pool, requestOf(wire, call, { attempt, span }), attempt.limitMs);
    status = answered.status;
    return answerOf(answered, request);
  } catch (error) {
    span?.fail(messageOf(error));
    // Nobody waits for the answer: no failure of the peer, and nothing to retry.
    if (request.signal?.aborted) throw resilienceErrors.create('deadline-exceeded', { cause: error });
    throw error;
  } finally {
    endSpan(span, status);
    wire.metrics.histogram('http_client_request_duration_seconds').observe(
      {
        server_address: wire.peer,
        http_request_method: request.method,
        http_response_status_code: String(status),
      },
      (performance.now() - startedAt) / 1000,
    );
  }
}

function endSpan(span: Span | undefined, status: number): void {
  if (span === undefined) return;
  if (status > 0) span.setAttribute('http.response.status_code', status);
  if (status >= 400) span.fail(String(status));
  span.end();
}

function requestOf(
  { prefix, tellsDeadline }: Wire,
  call: Call,
  { attempt, span }: { attempt: Attempt; span: Span | undefined },
): ExchangeRequest {
  const { method, path, query, signal } = call.request;
  const sent = messageHeaders(call, span);
  call.sent.causationId = sent[headers.causationId] ?? null;
  if (tellsDeadline) sent[headers.deadlineMs] = String(Math.max(1, Math.floor(attempt.limitMs)));
  return { method, path: withQuery(prefix + path, query), headers: sent, body: bodyOf(call.request), signal };
}

function answerOf(answered: Exchanged, { readsBytes = false }: OutgoingRequest): Answer {
  const { status, headers: received, body } = answered;
  const contentType = received['content-type'];
  const isRead = !readsBytes || status >= 300 || body.length === 0 || !isJsonContentType(contentType);
  return { status, headers: received, ...(isRead ? readBody(answered.text, contentType) : { body }) };
}

const json = { 'content-type': 'application/json' };

function messageHeaders(
  { request, messageId, interaction }: Call,
  span: Span | undefined,
): Record<string, string> {
  const trace = span?.context ?? childContext(interaction?.trace);
  const outgoing: Record<string, string> = {
    ...(request.body === undefined ? {} : json),
    ...request.headers,
    [headers.correlationId]: interaction?.correlationId ?? messageId,
    [headers.requestId]: messageId,
    [headers.traceparent]: formatTraceparent(trace),
  };
  if (interaction !== undefined) outgoing[headers.causationId] = interaction.messageId;
  if (trace.state !== undefined) outgoing[headers.tracestate] = trace.state;
  if (request.idempotencyKey !== undefined) outgoing[headers.idempotencyKey] = request.idempotencyKey;
  if (request.forwardAuthorization === true && interaction?.authorization !== undefined) {
    outgoing['authorization'] = interaction.authorization;
  }
  return outgoing;
}

function readBody(text: string, contentType: unknown): Pick<Answer, 'body' | 'malformed'> {
  if (!isJsonContentType(contentType) || text === '') return { body: text === '' ? undefined : text };
  try {
    return { body: JSON.parse(text) };
  } catch (error) {
    // Not thrown, because an error here means a failed connection.
    return { body: text, malformed: error instanceof Error ? error : new Error(String(error)) };
  }
}

function bodyOf(request: OutgoingRequest): string | null {
  if (request.body === undefined) return null;
  return typeof request.body === 'string' ? request.body : JSON.stringify(request.body);
}
