import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { headers } from '@petstore/contracts/http';
import { fastify } from 'fastify';
import { acceptCorrelationId } from '../correlation/index.ts';
import { AppError, isAppError } from '../errors/index.ts';
import { createInboundServer } from '../inbound/index.ts';
import { createAllowedMethods } from './allowed-methods.ts';
import { findJsonFault } from './find-json-fault.ts';
import type { HttpServer, HttpServerOptions } from './http-server.ts';
import { observeRequests } from './observe-requests.ts';
import { problemOfError } from './problem-of-error.ts';
import { protectRequests } from './protect-requests.ts';
import { createSerializerCompiler } from './serializer-compiler.ts';
import { createValidatorCompiler } from './validator-compiler.ts';

const problemType = 'application/problem+json';

/** Takes JSON that means one thing to everybody: what no schema sees any more, a key given twice, is refused with its place. */
function parseStrictly(server: HttpServer): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, text, done) => {
    const take = (error: Error | null, value?: unknown) => {
      const fault = error === null ? findJsonFault(text) : null;
      if (fault === null) return done(error, value);
      done(Object.assign(new Error(fault.message), { validation: [fault], validationContext: 'body' }));
    };
    void parse(request, text, take);
  });
}

/** Refuses bodies that would have to be decompressed: their size is not known from the wire. */
function refuseEncodedBodies(server: HttpServer): void {
  server.addHook('onRequest', async (request) => {
    const encoding = request.headers['content-encoding'];
    if (encoding === undefined || encoding === 'identity') return;
    throw Object.assign(new Error('Send the body without content-encoding.'), { statusCode: 415 });
  });
}

/**
 * Node answers an expectation that it does not know with a bare 417 of its own (RFC 9110 section 10.1.1): such a request takes the way
 * of all others instead, so that it is correlated, logged and refused as problem details.
 */
function refuseUnknownExpectations(server: HttpServer): void {
  server.addHook('onRequest', async (request) => {
    const { expect = '100-continue' } = request.headers;
    if (expect.split(',').every((member) => member.trim().toLowerCase() === '100-continue')) return;
    throw Object.assign(new Error('Send no expect header, or 100-continue.'), { statusCode: 417 });
  });
}

/** How long the caller is asked to wait before it tries again, where the error says so. */
function retryAfterOf(error: unknown): string | undefined {
  const seconds = isAppError(error) ? error.details['retryAfterSeconds'] : undefined;
  return typeof seconds === 'number' ? String(Math.ceil(seconds)) : undefined;
}

/** The peer whose failure lies behind an error, however it was wrapped. */
function failedPeerOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const peer = isAppError(error) ? error.details['peer'] : undefined;
  return typeof peer === 'string' ? peer : failedPeerOf(error.cause);
}

function answerErrors(server: HttpServer, { logger, isEdge = false }: HttpServerOptions): void {
  server.setErrorHandler((error, request, reply) => {
    const problem = problemOfError(error, request.interaction.correlationId);
    const { code, status } = problem;
    // What is refused under overload is counted; a line for each would add to the load.
    if (status >= 500 && code !== 'service-overloaded')
      logger.error({ err: error, code, status }, 'request failed');
    const retryAfter = retryAfterOf(error);
    if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
    const failedPeer = status >= 500 && !isEdge ? failedPeerOf(error) : undefined;
    if (failedPeer !== undefined) reply.header(headers.failedPeer, failedPeer);
    if (status === 401) reply.header('www-authenticate', challengeOf(request.headers.authorization));
    void reply.code(problem.status).type(problemType).send(JSON.stringify(problem));
  });
}

/** RFC 6750: a token that was sent and is not good is told from one that is missing. */
function challengeOf(authorization: string | undefined): string {
  return authorization === undefined ? 'Bearer' : 'Bearer error="invalid_token"';
}

/** A path that is not there is 404; one that is there for other methods is 405 and names them. */
function answerUnknownRoutes(server: HttpServer): void {
  const allowed = createAllowedMethods();
  server.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) allowed.add(each, url);
  });
  server.setNotFoundHandler((request, reply) => {
    const [path = ''] = request.url.split('?');
    const methods = allowed.of(path);
    const words = `There is no ${request.method} ${path}`;
    const error =
      methods.length === 0
        ? new AppError('route-not-found', 'not-found', `${words}.`)
        : Object.assign(new Error(`${words}, but ${methods.join(', ')}.`), { statusCode: 405 });
    if (methods.length > 0) reply.header('allow', methods.join(', '));
    const problem = problemOfError(error, request.interaction.correlationId);
    void reply.code(problem.status).type(problemType).send(JSON.stringify(problem));
  });
}

/**
 * The HTTP server of a service: correlation, strict validation, problem+json, access log, metrics and a message record for
 * each request, without a line in the service.
 */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { bodyLimitBytes = 256 * 1024, arrivesWithinMs = 30_000 } = options;
  const server: HttpServer = fastify({
    logger: false,
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: 'idle',
    serverFactory: (onRequest) =>
      createInboundServer({ onRequest, onExpectation: onRequest, arrivesWithinMs }),
    // The server answers these itself.
    clientErrorHandler: () => undefined,
    frameworkErrors(error, request, reply) {
      const value = request.headers[headers.correlationId];
      const correlationId = acceptCorrelationId(typeof value === 'string' ? value : undefined);
      const problem = problemOfError(error, correlationId);
      reply.raw.writeHead(problem.status, {
        'content-type': problemType,
        [headers.correlationId]: correlationId,
      });
      reply.raw.end(JSON.stringify(problem));
    },
  }).withTypeProvider<TypeBoxTypeProvider>();
  server.removeContentTypeParser('text/plain');
  parseStrictly(server);
  server.setValidatorCompiler(createValidatorCompiler());
  server.setSerializerCompiler(createSerializerCompiler());
  observeRequests(server, options);
  if (options.protection !== undefined) protectRequests(server, options.protection, options.metrics);
  refuseUnknownExpectations(server);
  refuseEncodedBodies(server);
  answerErrors(server, options);
  answerUnknownRoutes(server);
  return server;
}
