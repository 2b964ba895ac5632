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
    /** Timer that ends the request at its deadline. */
    expiry: NodeJS.Timeout | null;
    /** Stops counting the request as active; absent without protection. */
    leaveActive?: () => void;
  }
  interface FastifyContextConfig {
    /** `last`: shed only after all requests with `first` are shed. */
    shedding?: SheddingOrder;
  }
}

/**
 * Sheds requests under overload (503 `service-overloaded`) and ends requests at their deadline (504
 * `deadline-exceeded`). Probes and scrapes are exempt.
 */
export function protectRequests(server: HttpServer, options: ProtectionOptions, metrics: Metrics): void {
  const rejections = metrics.counter('http_server_rejections_total');
  const activeRequests = metrics.gauge('http_server_active_requests');
  const shed = createShedder(options.shedding, server);
  const counted = new WeakSet<FastifyRequest>();
  let active = 0;
  const leave = (request: FastifyRequest) => {
    if (!counted.delete(request)) return;
    active -= 1;
    activeRequests.set(active);
  };
  server.decorateRequest('expiry', null);
  server.decorateRequest('leaveActive', function (this: FastifyRequest) {
    leave(this);
  });

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
    leave(request);
    done();
  });
}

/** Answers instead of the handler, which goes on; its later answer is dropped. */
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
 * Milliseconds that a request may take: the caller's remaining time, at most `longestMs`. A malformed header counts as
 * absent.
 */
export function readDeadlineMs(incoming: IncomingHttpHeaders, longestMs: number): number {
  const value = incoming[headers.deadlineMs];
  return typeof value === 'string' && /^\d{1,9}$/.test(value)
    ? Math.min(Number(value), longestMs)
    : longestMs;
}
