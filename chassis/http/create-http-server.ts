import type { IncomingHttpHeaders } from 'node:http';
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

/**
 * Refuses JSON that readers interpret differently, such as a key given twice, which no schema can see after parsing;
 * the answer names the place.
 */
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

/**
 * Refuses compressed bodies, whose decompressed size is not known in advance, and unknown expectations, which Node
 * answers with an empty 417 (RFC 9110 section 10.1.1), as problem details, correlated and logged. One hook without a
 * promise, because every request passes it.
 */
function refuseByHeaders(server: HttpServer): void {
  server.addHook('onRequest', (request, _reply, done) => done(faultOfHeaders(request.headers)));
}

function faultOfHeaders({ expect, 'content-encoding': encoding }: IncomingHttpHeaders): Error | undefined {
  if (expect !== undefined && !expect.split(',').every(isContinue))
    return Object.assign(new Error('Send no expect header, or 100-continue.'), { statusCode: 417 });
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity')
    return Object.assign(new Error('Send the body without content-encoding.'), { statusCode: 415 });
  return undefined;
}

const isContinue = (expectation: string) => expectation.trim().toLowerCase() === '100-continue';

/** Seconds for `retry-after`, if the error has them. */
function retryAfterOf(error: unknown): string | undefined {
  const seconds = isAppError(error) ? error.details['retryAfterSeconds'] : undefined;
  return typeof seconds === 'number' ? String(Math.ceil(seconds)) : undefined;
}

/** The peer whose failure caused the error, however often it was wrapped. */
function failedPeerOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const peer = isAppError(error) ? error.details['peer'] : undefined;
  return typeof peer === 'string' ? peer : failedPeerOf(error.cause);
}

function answerErrors(server: HttpServer, { logger, isEdge = false }: HttpServerOptions): void {
  server.setErrorHandler((error, request, reply) => {
    const problem = problemOfError(error, request.interaction.correlationId);
    const { code, status } = problem;
    // Requests shed under overload are counted; a log line for each would add to the load.
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

/** RFC 6750 section 3: an invalid token gets `invalid_token`, a missing one does not. */
function challengeOf(authorization: string | undefined): string {
  return authorization === undefined ? 'Bearer' : 'Bearer error="invalid_token"';
}

/** Answers an unknown path with 404, and a known path with another method with 405 and `allow`. */
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
 * The HTTP server of a service: correlation, strict validation, problem+json, access log, metrics and a record of each
 * request, without code in the service.
 */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { bodyLimitBytes = 256 * 1024, arrivesWithinMs = 30_000 } = options;
  const server: HttpServer = fastify({
    logger: false,
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: 'idle',
    serverFactory: (onRequest) =>
      createInboundServer({ onRequest, onExpectation: onRequest, arrivesWithinMs }),
    // The inbound server answers these itself.
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
  refuseByHeaders(server);
  answerErrors(server, options);
  answerUnknownRoutes(server);
  return server;
}
