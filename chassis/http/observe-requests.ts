import type { IncomingHttpHeaders } from 'node:http';
import { headers } from '@petstore/contracts/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  acceptCorrelationId,
  type Interaction,
  isUuid,
  uuidV7,
  withInteraction,
} from '../correlation/index.ts';
import {
  childContext,
  parseTraceparent,
  type Span,
  type TraceContext,
  type Tracer,
} from '../tracing/index.ts';
import { callerOf, outsideCaller } from './caller.ts';
import type { HttpServer, HttpServerOptions } from './http-server.ts';
import { isOperator, type Principal } from './principal.ts';

declare module 'fastify' {
  interface FastifyRequest {
    interaction: Interaction;
    causationId: string | null;
    receivedAtMs: number;
    /** For how long the request was held: see `holdRequest`. */
    heldMs: number;
    principal: Principal | null;
  }
  interface FastifyContextConfig {
    /** Probes and scrapes: no access log, no request record, no span. */
    isProbe?: boolean;
  }
}

/** The status that the client saw; 499 if it disconnected before the answer was written (nginx's convention). */
function statusOf(reply: FastifyReply): number {
  return reply.raw.writableFinished || reply.raw.headersSent ? reply.statusCode : 499;
}

/** By the routes' own patterns, of which there are few. */
const templates = new Map<string, string>();

function templateOf(request: FastifyRequest): string {
  const url = request.routeOptions.url ?? '/*';
  const known = templates.get(url);
  if (known !== undefined) return known;
  const template = url.replaceAll(/:(\w+)/g, '{$1}');
  templates.set(url, template);
  return template;
}

/** What span, metric, record and log line of a request have in common. */
interface AnsweredRequest {
  /** `METHOD /route/{template}` */
  readonly name: string;
  readonly route: string;
  readonly status: number;
  readonly caller: string;
}

function endSpan(request: FastifyRequest, { name, route, status, caller }: AnsweredRequest): void {
  const { span } = request.interaction;
  if (span === undefined) return;
  span.setName(name);
  // A route may have replaced the correlation id of the header.
  span.setAttribute('correlation.id', request.interaction.correlationId);
  span.setAttribute('http.request.method', request.method);
  span.setAttribute('http.route', route);
  span.setAttribute('http.response.status_code', status);
  span.setAttribute('client.service', caller);
  if (status >= 500) span.fail(String(status));
  span.end();
}

/** Gives each request its interaction, and logs, measures and records it when it is answered. */
export function observeRequests(server: HttpServer, options: HttpServerOptions): void {
  const { service, logger, metrics, clock, recordRequest, isEdge = false, tracer } = options;
  const durations = metrics.histogram('http_server_request_duration_seconds');
  server.decorateRequest('causationId', null);
  server.decorateRequest('receivedAtMs', 0);
  server.decorateRequest('heldMs', 0);
  server.decorateRequest('principal', null);
  server.addHook('onRequest', (request, reply, done) => {
    const isProbe = request.routeOptions.config?.isProbe === true;
    const received = receiveInteraction(request.headers, { isEdge, tracer: isProbe ? undefined : tracer });
    const { interaction, causationId } = received;
    request.interaction = interaction;
    request.causationId = causationId;
    request.receivedAtMs = clock.now();
    reply.header(headers.correlationId, interaction.correlationId);
    withInteraction(interaction, done);
  });
  // The body is read in the socket's own asynchronous context, so the interaction has to be entered again.
  server.addHook('preValidation', (request, _reply, done) => withInteraction(request.interaction, done));
  server.addHook('onResponse', (request, reply, done) => {
    const status = statusOf(reply);
    const durationMs = reply.elapsedTime;
    const route = templateOf(request);
    const name = `${request.method} ${route}`;
    const caller = callerOf(request) ?? outsideCaller;
    endSpan(request, { name, route, status, caller });
    durations.observe(
      { http_request_method: request.method, http_route: route, http_response_status_code: String(status) },
      Math.max(0, durationMs - request.heldMs) / 1000,
    );
    if (request.routeOptions.config?.isProbe !== true) {
      const { correlationId, messageId } = request.interaction;
      recordRequest({
        messageId,
        causationId: request.causationId,
        correlationId,
        name,
        caller,
        callee: service,
        status,
        startedAtMs: request.receivedAtMs,
        durationMs,
        attempts: 1,
        // An operator's request belongs to no customer.
        customerId: isOperator(request.principal) ? null : (request.principal?.customerId ?? null),
      });
      withInteraction(request.interaction, () => {
        logger.info({ name, status, durationMs: Math.round(durationMs * 100) / 100, caller }, 'request');
      });
    }
    done();
  });
}

interface ReceiveOptions {
  /** Ignores the client's causation id. */
  readonly isEdge: boolean;
  /** Absent if no span is to be recorded. */
  readonly tracer?: Tracer | undefined;
}

interface ReceivedRequest {
  readonly interaction: Interaction;
  readonly causationId: string | null;
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/**
 * Reads the interaction from a request's headers. At the edge the client's causation id is ignored, so its requests are
 * roots. A message id that is not a UUID is replaced by a new one.
 */
function receiveInteraction(incoming: IncomingHttpHeaders, options: ReceiveOptions): ReceivedRequest {
  const requestId = single(incoming[headers.requestId]);
  const causation = options.isEdge ? undefined : single(incoming[headers.causationId]);
  const authorization = incoming.authorization;
  return {
    interaction: {
      correlationId: acceptCorrelationId(single(incoming[headers.correlationId])),
      messageId: requestId !== undefined && isUuid(requestId) ? requestId.toLowerCase() : uuidV7(),
      ...traceOf(incoming, options.tracer),
      ...(authorization === undefined ? {} : { authorization }),
    },
    causationId: causation !== undefined && isUuid(causation) ? causation.toLowerCase() : null,
  };
}

/**
 * The request's span, which gets its name when the request is answered, or only the trace context if this service does
 * not record the trace.
 */
function traceOf(
  incoming: IncomingHttpHeaders,
  tracer: Tracer | undefined,
): { trace: TraceContext; span?: Span } {
  const parent = parseTraceparent(
    single(incoming[headers.traceparent]),
    single(incoming[headers.tracestate]),
  );
  const span = tracer?.startSpan('request', { kind: 'server', parent });
  return span === undefined ? { trace: childContext(parent) } : { trace: span.context, span };
}
