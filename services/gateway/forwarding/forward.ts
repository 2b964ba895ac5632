import type { HttpClient, IncomingResponse, OutgoingRequest } from '@petstore/chassis/http';
import type { OrderWaitQuery } from '@petstore/contracts/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendWaiting } from './send-waiting.ts';

/** Headers of a peer's answer that are forwarded to the client. */
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

/** As nginx logs a request whose client did not wait for the answer. */
const clientGone = 499;

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
  const isAsItCame = typeof body === 'string' || Buffer.isBuffer(body) || body === undefined;
  return reply.code(response.status).send(isAsItCame ? body : JSON.stringify(body));
}

const [openBrace, closeBrace, openBracket, closeBracket] = Buffer.from('{}[]');

/**
 * Every route of the services answers JSON or no body; a string is a body whose content type is not JSON. Bytes are
 * passed on unparsed, if they begin and end as an object or a list does: a page or a part of an answer does not.
 */
function isJson(body: unknown): body is unknown {
  if (!Buffer.isBuffer(body)) return typeof body !== 'string';
  const [first, last] = [body[0], body.at(-1)];
  return (first === openBrace && last === closeBrace) || (first === openBracket && last === closeBracket);
}

interface Target extends Pick<OutgoingRequest, 'method' | 'path' | 'query' | 'body'> {
  /** The peer may hold the answer back until an order has settled. */
  readonly wait?: OrderWaitQuery;
}

/**
 * Forwards a customer's request, with the customer's token, to the service that answers it, and returns the answer
 * unchanged, refusals included. No other header of the client is forwarded than the token and the idempotency key.
 */
export function forwardTo(client: HttpClient) {
  return async (
    request: FastifyRequest,
    reply: FastifyReply,
    { wait = {}, ...target }: Target,
  ): Promise<FastifyReply> => {
    const response = await sendWaiting(client, { request, reply }, wait, {
      ...target,
      ...idempotencyKeyOf(request),
      forwardAuthorization: true,
      accept: () => true,
      expects: isJson,
      readsBytes: true,
    });
    return response === null ? reply.code(clientGone).send() : send(reply, response);
  };
}

export type Forward = ReturnType<typeof forwardTo>;

/** Template tag for a path whose parameters are percent-encoded. */
export function pathOf(strings: TemplateStringsArray, ...parameters: readonly string[]): string {
  return strings.map((part, place) => part + encodeURIComponent(parameters[place] ?? '')).join('');
}
