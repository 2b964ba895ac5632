import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { countHosts, refusalOfHead } from './refusal-of-head.ts';
import { type EarlyProblem, sendProblem, sendRawProblem } from './send-problem.ts';
import { StandstillWatch } from './standstill-watch.ts';

export type Handle = (request: IncomingMessage, response: ServerResponse) => void;

export interface InboundServerOptions {
  readonly onRequest: Handle;
  /** Handles `Expect: 100-continue`; by default 100 is sent. */
  readonly onContinue?: Handle;
  /** Handles an unknown expectation; refused with 417 by default. */
  readonly onExpectation?: Handle;
  /** False if the handler checks request heads itself, by `refusalOfHead`, to count refusals. */
  readonly judgesHeads?: boolean;
  /**
   * Time limit for receiving a request including its body; 30,000 by default, 0 for no limit while it makes progress.
   */
  readonly arrivesWithinMs?: number;
  /** Limit of all headers together; 16 KiB by default. */
  readonly maxHeaderBytes?: number;
  /** Makes the server that speaks HTTP on the connections, such as one of `node:https`; plain HTTP by default. */
  readonly createWith?: (settings: ServerOptions) => Server;
}

const headersWithinMs = 3_000;
const keepAliveMs = 65_000;

const refusals: Readonly<Record<string, EarlyProblem>> = {
  HPE_HEADER_OVERFLOW: { status: 431, code: 'headers-too-large', detail: 'The headers are too large.' },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    code: 'body-too-large',
    detail: 'The extensions of a chunk are too large.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'request-timeout',
    detail: 'The request did not arrive in time.',
  },
};
const malformed: EarlyProblem = {
  status: 400,
  code: 'malformed-request',
  detail: 'The request is not well-formed HTTP.',
};
const standstill: EarlyProblem = {
  status: 408,
  code: 'request-timeout',
  detail: 'The body of the request stopped coming.',
};

/**
 * The HTTP server of every port that we open. It closes connections whose headers take longer than three seconds or
 * whose body makes no progress for three, refuses with 400 what two readers could interpret differently (two Host
 * headers or none, a target that is not a path, CONNECT), and answers parse errors, all as problem+json. Responses may
 * take any time.
 */
export function createInboundServer(options: InboundServerOptions): Server {
  const { onRequest, onContinue = toldToContinue(onRequest), onExpectation = refuseExpectation } = options;
  const { judgesHeads = true, arrivesWithinMs = 30_000, maxHeaderBytes = 16 * 1024 } = options;
  const { createWith = createServer } = options;
  const server = createWith({
    headersTimeout: arrivesWithinMs === 0 ? headersWithinMs : Math.min(headersWithinMs, arrivesWithinMs),
    requestTimeout: arrivesWithinMs,
    connectionsCheckingInterval: 500,
    keepAliveTimeout: keepAliveMs,
    maxHeaderSize: maxHeaderBytes,
    insecureHTTPParser: false,
    // A missing Host header is refused by `refusalOfHead`, as problem+json.
    requireHostHeader: false,
  });
  // Node silently drops headers beyond the 2,000th; the limit in bytes suffices.
  server.maxHeadersCount = 0;
  const watch = new StandstillWatch(server, endStandstill);
  const receive = (handle: Handle) => (request: IncomingMessage, response: ServerResponse) => {
    watch.follow(request.socket, response);
    const refusal = judgesHeads ? refusalOf(request) : undefined;
    if (refusal === undefined) handle(request, response);
    else refuse(request, response, refusal);
  };
  // Before the listener of `node:https`, which would have it answered with HTTP.
  server.prependListener('tlsClientError', (_error: Error, socket: Socket) => socket.destroy());
  server.on('request', receive(onRequest));
  server.on('checkContinue', receive(onContinue));
  server.on('checkExpectation', receive(onExpectation));
  server.on('connect', (_request, socket) => sendRawProblem(socket, malformed));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const response = socket instanceof Socket ? watch.responseOn(socket) : undefined;
    refuseUnparsed(error, socket, response);
  });
  return server;
}

function toldToContinue(onRequest: Handle): Handle {
  return (request, response) => {
    response.writeContinue();
    onRequest(request, response);
  };
}

/** Node's own 417 has no body (RFC 9110 section 10.1.1). */
function refuseExpectation(request: IncomingMessage, response: ServerResponse): void {
  const detail = 'Send no expect header, or 100-continue.';
  sendProblem(request, response, { status: 417, code: 'expectation-failed', detail });
}

function refusalOf({ url = '', httpVersion, rawHeaders }: IncomingMessage): string | undefined {
  return refusalOfHead({ target: url, httpVersion, hosts: countHosts(rawHeaders) });
}

function refuse(request: IncomingMessage, response: ServerResponse, detail: string): void {
  // The bytes after it on this connection may be meant for another reader (request smuggling).
  response.shouldKeepAlive = false;
  sendProblem(request, response, { ...malformed, detail });
}

function endStandstill(socket: Socket, response: ServerResponse): void {
  if (response.headersSent) socket.destroy();
  else sendRawProblem(socket, standstill);
}

function refuseUnparsed(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  response: ServerResponse | undefined,
): void {
  const isMidResponse = response?.headersSent === true && !response.writableFinished;
  if (error.code === 'ECONNRESET' || isMidResponse) socket.destroy();
  else sendRawProblem(socket, refusals[error.code ?? ''] ?? malformed);
}
