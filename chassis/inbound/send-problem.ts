import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Problem } from '@petstore/contracts/http';
import { acceptCorrelationId, uuidV7 } from '../correlation/index.ts';

/** Problem of a request that no route has handled; its title is the status text by default. */
export interface EarlyProblem extends Pick<Problem, 'status' | 'code' | 'detail'> {
  readonly title?: string;
}

const contentType = 'application/problem+json';

/** Answers with RFC 9457 problem details under the caller's correlation id. */
export function sendProblem(request: IncomingMessage, response: ServerResponse, problem: EarlyProblem): void {
  const given = request.headers['x-correlation-id'];
  const correlationId = acceptCorrelationId(typeof given === 'string' ? given : undefined);
  const body = Buffer.from(textOf(problem, correlationId));
  const headers = ['content-type', contentType, 'content-length', String(body.length)];
  // A fixed status text: an error while sending another one would lead here again.
  response.writeHead(problem.status, STATUS_CODES[problem.status] ?? '', [
    ...headers,
    'x-correlation-id',
    correlationId,
  ]);
  response.end(body);
}

/** As `sendProblem`, without a response object or after a parse error; closes the connection. */
export function sendRawProblem(socket: Duplex, problem: EarlyProblem): void {
  // Node takes its own listener off where it gives the socket away (CONNECT): without one, a reset ends the process.
  socket.on('error', () => undefined);
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const correlationId = uuidV7();
  const body = textOf(problem, correlationId);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? 'Error'}`,
    `content-type: ${contentType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `x-correlation-id: ${correlationId}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

function textOf({ status, code, detail, title }: EarlyProblem, correlationId: string): string {
  const named = title ?? STATUS_CODES[status] ?? 'Error';
  return JSON.stringify({ type: 'about:blank', title: named, status, detail, code, correlationId });
}
