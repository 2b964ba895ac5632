import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { countHosts, refusalOfHead } from './refusal-of-head.ts';
import { type EarlyProblem, sendProblem, sendRawProblem } from './send-problem.ts';
import { StandstillWatch } from './standstill-watch.ts';

export type Handle = (request: IncomingMessage, response: ServerResponse) => void;

export interface InboundServerOptions {
  readonly onRequest: Handle;
  /** For a caller that waits to be told to go on; by default it is told so. */
  readonly onContinue?: Handle;
  /** For a caller that expects something that nobody knows; refused with 417 by default. */
  readonly onExpectation?: Handle;
  /** Who counts what is refused judges by itself, with `refusalOfHead`. */
  readonly judgesHeads?: boolean;
  /** How long a request may take to come, its body included; 30,000 by default, and 0 for as long as it makes progress. */
  readonly arrivesWithinMs?: number;
  /** Of all headers together; 16 KiB by default. */
  readonly maxHeaderBytes?: number;
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
 * The HTTP server behind every port of ours. It closes connections whose headers take longer than three seconds or whose body stands still for
 * three, refuses with 400 what two readers could understand differently (two Host headers or none, a target that is no path, CONNECT), and
 * answers what the parser refuses, all in problem+json. Responses may take any time.
 */
export function createInboundServer(options: InboundServerOptions): Server {
  const { onRequest, onContinue = toldToContinue(onRequest), onExpectation = refuseExpectation } = options;
  const { judgesHeads = true, arrivesWithinMs = 30_000, maxHeaderBytes = 16 * 1024 } = options;
  const server = createServer({
    headersTimeout: arrivesWithinMs === 0 ? headersWithinMs : Math.min(headersWithinMs, arrivesWithinMs),
    requestTimeout: arrivesWithinMs,
    connectionsCheckingInterval: 500,
    keepAliveTimeout: keepAliveMs,
    maxHeaderSize: maxHeaderBytes,
    insecureHTTPParser: false,
    // Refused all the same, but in our own words.
    requireHostHeader: false,
  });
  // Node silently drops the headers after the two thousandth; the limit in bytes is enough.
  server.maxHeadersCount = 0;
  const watch = new StandstillWatch(server, endStandstill);
  const receive = (handle: Handle) => (request: IncomingMessage, response: ServerResponse) => {
    watch.follow(request.socket, response);
    const refusal = judgesHeads ? refusalOf(request) : undefined;
    if (refusal === undefined) handle(request, response);
    else refuse(request, response, refusal);
  };
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

/** Node's own 417 says nothing (RFC 9110, 10.1.1). */
function refuseExpectation(request: IncomingMessage, response: ServerResponse): void {
  const detail = 'Send no expect header, or 100-continue.';
  sendProblem(request, response, { status: 417, code: 'expectation-failed', detail });
}

function refusalOf({ url = '', httpVersion, rawHeaders }: IncomingMessage): string | undefined {
  return refusalOfHead({ target: url, httpVersion, hosts: countHosts(rawHeaders) });
}

function refuse(request: IncomingMessage, response: ServerResponse, detail: string): void {
  // Whatever comes behind it on this connection may have been meant for somebody else.
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
