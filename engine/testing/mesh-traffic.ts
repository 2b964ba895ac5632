import {
  createServer,
  type IncomingMessage,
  request as openRequest,
  type RequestListener,
  type RequestOptions,
  type Server,
} from 'node:http';
import { connect } from 'node:net';
import { listenAnywhere, portOf } from './running-mesh.ts';

export interface TestBackend {
  readonly port: number;
  readonly server: Server;
  /** Requests that arrived, oldest first. */
  readonly requests: readonly IncomingMessage[];
  /** Connections that were ever opened. */
  readonly connections: () => number;
  close(): Promise<void>;
}

export async function startBackend(handle: RequestListener): Promise<TestBackend> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    handle(request, response);
  });
  let connections = 0;
  server.on('connection', () => connections++);
  await listenAnywhere(server);
  return {
    server,
    requests,
    port: portOf(server),
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface Answer {
  readonly status: number;
  readonly statusMessage: string;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly trailers: IncomingMessage['trailers'];
  readonly body: Buffer;
}

/** One request, its answer read to the end. */
export function call(
  port: number,
  options: RequestOptions & { body?: string | Buffer } = {},
): Promise<Answer> {
  const { body, ...rest } = options;
  return new Promise((resolve, reject) => {
    const request = openRequest({ host: '127.0.0.1', port, agent: false, ...rest }, (response) => {
      readAll(response).then((received) => {
        const { statusCode: status = 0, statusMessage = '', headers, rawHeaders, trailers } = response;
        resolve({ status, statusMessage, headers, rawHeaders, trailers, body: received });
      }, reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

export async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Sends bytes as they are, and returns all that comes until the other side closes. */
export function exchangeBytes(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(received));
  });
}

export function problemOf(answer: Answer): Record<string, unknown> {
  return JSON.parse(answer.body.toString()) as Record<string, unknown>;
}
