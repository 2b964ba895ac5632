import type { Socket } from 'node:net';
import { uuidV7 } from '../correlation/index.ts';
import { problemOfError } from './problem-of-error.ts';

const statuses: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Answers a request that the HTTP parser itself refused, as problem details, and closes the connection. */
export function refuseRawRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const statusCode = statuses[error.code ?? ''] ?? 400;
  const correlationId = uuidV7();
  const words = statusCode === 400 ? 'The request is not well-formed HTTP.' : error.message;
  const problem = problemOfError(Object.assign(new Error(words), { statusCode }), correlationId);
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.title}\r\ncontent-type: application/problem+json\r\n` +
      `x-correlation-id: ${correlationId}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
