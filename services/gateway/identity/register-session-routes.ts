import type { HttpClient, HttpServer } from '@petstore/chassis/http';
import type { Metrics } from '@petstore/chassis/metrics';
import type { Clock } from '@petstore/chassis/time';
import { OpenSession, Session } from '@petstore/contracts/http';
import { findAccount } from './find-account.ts';
import type { SessionIssuer } from './issue-session.ts';

interface SessionRoutesOptions {
  readonly domain: HttpClient;
  readonly issuer: SessionIssuer;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/**
 * Demonstration sign-in by the id of a seeded customer, without a password; off for installations with real customers.
 */
export function registerSessionRoutes(server: HttpServer, options: SessionRoutesOptions): void {
  const { domain, issuer, metrics, clock } = options;
  const sessions = metrics.counter('petstore_sessions_total');
  server.route({
    method: 'POST',
    url: '/v1/sessions',
    config: { summary: 'Sign in a seeded customer without a password' },
    schema: { body: OpenSession, response: { 201: Session } },
    async handler(request, reply) {
      const account = await findAccount(domain, request.body.customerId);
      const session = await issuer.issue(account, clock.now());
      sessions.inc({ variant: 'none' });
      return reply.code(201).header('cache-control', 'no-store').send(session);
    },
  });
}
