import type { HttpClient, IncomingResponse, OutgoingRequest } from '@petstore/chassis/http';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Headers of a peer's answer that mean something to the customer. */
const passedOn = [
  'location',
  'retry-after',
  'www-authenticate',
  'content-type',
  'deprecation',
  'sunset',
  'ratelimit',
  'ratelimit-policy',
] as const;

function idempotencyKeyOf(request: FastifyRequest): { idempotencyKey?: string } {
  const key = request.headers['idempotency-key'];
  return typeof key === 'string' ? { idempotencyKey: key } : {};
}

function send(reply: FastifyReply, response: IncomingResponse): FastifyReply {
  for (const name of passedOn) {
    const value = response.headers[name];
    if (value !== undefined) reply.header(name, value);
  }
  const { body } = response;
  return reply
    .code(response.status)
    .send(typeof body === 'string' || body === undefined ? body : JSON.stringify(body));
}

/** Every route of a service behind answers JSON or nothing; text is what its content type did not declare as JSON. */
const isJson = (body: unknown): body is unknown => typeof body !== 'string';

/**
 * Sends a customer's request on to the service that answers it, with the customer's own token, and the answer back as it is,
 * refusals included. Only what is named here travels: no other header of the client reaches a service.
 */
export function forwardTo(client: HttpClient) {
  return async (
    request: FastifyRequest,
    reply: FastifyReply,
    target: Pick<OutgoingRequest, 'method' | 'path' | 'query' | 'body'>,
  ): Promise<FastifyReply> => {
    const response = await client.send({
      ...target,
      ...idempotencyKeyOf(request),
      forwardAuthorization: true,
      accept: () => true,
      expects: isJson,
    });
    return send(reply, response);
  };
}

export type Forward = ReturnType<typeof forwardTo>;

/** A path of literal parts and parameters; each parameter is encoded again. */
export function pathOf(strings: TemplateStringsArray, ...parameters: readonly string[]): string {
  return strings.map((part, place) => part + encodeURIComponent(parameters[place] ?? '')).join('');
}
