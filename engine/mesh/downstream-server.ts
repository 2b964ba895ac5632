import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { uuidV7 } from '@petstore/chassis/correlation';
import type { Arrival } from './exchange.ts';
import { problemText, sendProblem } from './problem-response.ts';
import type { UpgradeArrival } from './upgrade.ts';
import { headWithoutUpgrade, isUpgradable } from './without-upgrade.ts';

/** Slow senders of headers are cut off; bodies may take as long as the callee lets them. */
const serverOptions = {
  headersTimeout: 3_000,
  connectionsCheckingInterval: 500,
  requestTimeout: 0,
  keepAliveTimeout: 60_000,
  // Refused all the same, but in our own words.
  requireHostHeader: false,
};

export interface ArrivalListeners {
  readonly onArrival: (arrival: Arrival) => void;
  readonly onUpgrade: (arrival: UpgradeArrival) => void;
}

/** The HTTP server of one listener, which answers by itself whatever is not a request that could be forwarded. */
export function createDownstreamServer({ onArrival, onUpgrade }: ArrivalListeners): Server {
  const answering = new WeakMap<Duplex, ServerResponse>();
  const arrive = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => {
    answering.set(request.socket, response);
    onArrival({ request, response, expectsContinue });
  };
  const server = createServer(serverOptions, (request, response) => arrive(request, response, false));
  // Node silently drops the headers after the two thousandth; the limit in bytes is enough.
  server.maxHeadersCount = 0;
  server.on('checkContinue', (request, response) => arrive(request, response, true));
  server.on('checkExpectation', (request, response) => {
    const detail = 'Send no expect header, or 100-continue.';
    sendProblem(request, response, { status: 417, code: 'expectation-failed', title: titleOf(417), detail });
  });
  server.on('connect', (_request, socket) => refuseRaw(socket, 400));
  server.on('upgrade', (request, socket, head) => {
    if (!(socket instanceof Socket)) socket.destroy();
    else if (isUpgradable(request)) onUpgrade({ request, socket, head });
    else {
      // A callee may ignore the offer, and so does the mesh: the request comes once more, without it.
      socket.unshift(Buffer.concat([Buffer.from(headWithoutUpgrade(request), 'latin1'), head]));
      server.emit('connection', socket);
    }
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const response = answering.get(socket);
    const isMidResponse = response?.headersSent === true && !response.writableFinished;
    if (error.code === 'ECONNRESET' || isMidResponse) socket.destroy();
    else refuseRaw(socket, statusOfParserError(error.code));
  });
  return server;
}

const titleOf = (status: number): string => STATUS_CODES[status] ?? 'Error';

function statusOfParserError(code: string | undefined): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}

const codes: Readonly<Record<number, string>> = {
  400: 'malformed-request',
  408: 'request-too-slow',
  431: 'headers-too-large',
};

/** There is no response object yet, or its connection cannot be understood any more. */
function refuseRaw(socket: Duplex, status: number): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const correlationId = uuidV7();
  const title = titleOf(status);
  const detail = 'The mesh did not forward it.';
  const body = problemText(
    { status, code: codes[status] ?? 'malformed-request', title, detail },
    correlationId,
  );
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-correlation-id: ${correlationId}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
