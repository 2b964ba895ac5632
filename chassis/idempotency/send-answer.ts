import type { FastifyReply } from 'fastify';
import type { StoredAnswer } from './idempotency-store.ts';

/** Sends a stored answer as it is. */
export function sendAnswer(reply: FastifyReply, { status, body }: StoredAnswer): FastifyReply {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  return reply.code(status).type(type).send(body);
}
