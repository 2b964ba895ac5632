import type { IncomingHttpHeaders } from 'node:http';
import { headers } from '@petstore/contracts/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { withInteraction } from '../correlation/index.ts';
import type { Metrics } from '../metrics/index.ts';
import {
  decideShedding,
  resilienceErrors,
  type SheddingLimits,
  type SheddingOrder,
  watchLoopDelay,
} from '../resilience/index.ts';
import { deadlineAfter } from '../time/index.ts';
import type { HttpServer, ProtectionOptions } from './http-server.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Ends the request when its time is over. */
    expiry: NodeJS.Timeout | null;
  }
  interface FastifyContextConfig {
    /** `last`: refused under overload only when everything else is refused already. */
    shedding?: SheddingOrder;
  }
}

/**
 * Refuses what the service cannot do in time (503 `service-overloaded`), and ends what its caller no longer waits for (504
 * `deadline-exceeded`). Probes and scrapes always get through.
 */
export function protectRequests(server: HttpServer, options: ProtectionOptions, metrics: Metrics): void {
  const rejections = metrics.counter('http_server_rejections_total');
  const activeRequests = metrics.gauge('http_server_active_requests');
  const shed = createShedder(options.shedding, server);
  const counted = new WeakSet<FastifyRequest>();
  let active = 0;
  server.decorateRequest('expiry', null);

  server.addHook('onRequest', (request, reply, done) => {
    const { isProbe = false, shedding = 'first' } = request.routeOptions.config ?? {};
    if (isProbe) return done();
    const reason = shed(active, shedding);
    if (reason !== null) {
      rejections.inc({ reason: 'overload' });
      request.interaction.span?.addEvent('request shed', { reason });
      return done(resilienceErrors.create('service-overloaded', { details: { retryAfterSeconds: 1 } }));
    }
    active += 1;
    counted.add(request);
    activeRequests.set(active);
    if (options.longestRequestMs === undefined) return done();
    const remainingMs = readDeadlineMs(request.headers, options.longestRequestMs);
    if (remainingMs < 1) {
      rejections.inc({ reason: 'deadline' });
      return done(resilienceErrors.create('deadline-exceeded'));
    }
    request.interaction = { ...request.interaction, deadline: deadlineAfter(remainingMs) };
    request.expiry = setTimeout(
      () => expire(request, reply, () => rejections.inc({ reason: 'deadline' })),
      remainingMs,
    );
    withInteraction(request.interaction, done);
  });
  server.addHook('onResponse', (request, _reply, done) => {
    if (request.expiry !== null) clearTimeout(request.expiry);
    if (counted.delete(request)) {
      active -= 1;
      activeRequests.set(active);
    }
    done();
  });
}

/** Answers in the handler's place. What the handler still does is its own: what it answers later goes nowhere. */
function expire(request: FastifyRequest, reply: FastifyReply, count: () => void): void {
  if (reply.sent || reply.raw.headersSent) return;
  count();
  request.interaction.span?.addEvent('deadline exceeded');
  void reply.send(resilienceErrors.create('deadline-exceeded'));
}

function createShedder(limits: SheddingLimits | undefined, server: HttpServer) {
  if (limits === undefined) return () => null;
  const loop = watchLoopDelay();
  server.addHook('onClose', async () => loop.close());
  return (active: number, order: SheddingOrder) =>
    decideShedding({ active, loopDelayMs: loop.delayMs() }, limits, order);
}

/**
 * Milliseconds that a request may take: what its caller says it still waits, but no longer than the service gives any request. A value
 * that is no number of milliseconds is taken as absent.
 */
export function readDeadlineMs(incoming: IncomingHttpHeaders, longestMs: number): number {
  const value = incoming[headers.deadlineMs];
  return typeof value === 'string' && /^\d{1,9}$/.test(value)
    ? Math.min(Number(value), longestMs)
    : longestMs;
}
