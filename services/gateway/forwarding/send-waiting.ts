import { isAppError } from '@petstore/chassis/errors';
import {
  type HttpClient,
  holdRequest,
  type IncomingResponse,
  type OutgoingRequest,
} from '@petstore/chassis/http';
import { type OrderWaitQuery, orderWaitSeconds } from '@petstore/contracts/http';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Refusals of a call that may be held, although an ordinary one might be let through. */
const heldRefusals: ReadonlySet<string> = new Set(['peer-saturated', 'peer-circuit-open']);

/**
 * Sends a call on behalf of a request. With `waitFor` both are held until petstore-domain answers; if no more calls can
 * be held, the call is sent without a wait. Resolves with null if the client disconnects meanwhile.
 */
export async function sendWaiting<Body>(
  client: HttpClient,
  exchange: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { waitFor, timeout = orderWaitSeconds.default }: OrderWaitQuery,
  call: OutgoingRequest<Body>,
): Promise<IncomingResponse<Body> | null> {
  if (waitFor === undefined) return client.send(call);
  const query = { ...call.query, waitFor, timeout };
  try {
    return await holdRequest(exchange, (signal) =>
      client.send({ ...call, query, heldMs: timeout * 1_000, signal }),
    );
  } catch (error) {
    if (exchange.reply.raw.destroyed) return null;
    if (!isAppError(error) || !heldRefusals.has(error.code)) throw error;
    return client.send(call);
  }
}
