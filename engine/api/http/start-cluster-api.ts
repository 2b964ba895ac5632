import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import { isAppError } from '@petstore/chassis/errors';
import { createInboundServer } from '@petstore/chassis/inbound';
import { judgeForeignRequest } from '../../machine/host-access/refuse-foreign-request.ts';
import { bearsToken, type ClusterCredentials } from '../access/index.ts';
import { sendAnswer, streamed } from './answer.ts';
import { answerRequest } from './answer-request.ts';
import type { ServedCluster } from './api-call.ts';
import { clusterApiErrors } from './errors.ts';
import { statusOfError } from './status-of-error.ts';

export interface ClusterApiOptions extends ServedCluster {
  /** 0 for any free one. */
  readonly port: number;
  readonly credentials: ClusterCredentials;
  /** Names under which it is asked, besides loopback's. */
  readonly allowedHosts?: readonly string[];
}

export interface ClusterApi {
  readonly port: number;
  /** Ends watches and followed logs too. */
  close(): Promise<void>;
}

const handshakeWithinMs = 3_000;

/** Serves Kubernetes' API over TLS on loopback, to whoever has the token. */
export async function startClusterApi(options: ClusterApiOptions): Promise<ClusterApi> {
  const { port, credentials } = options;
  const server = createInboundServer({
    onRequest: (request, response) => void answer(request, response, options),
    createWith: (settings) =>
      createServer({
        ...settings,
        key: credentials.key,
        cert: credentials.certificate,
        handshakeTimeout: handshakeWithinMs,
      }),
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await listen(server, port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Also those that have not begun to speak HTTP.
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: ClusterApiOptions,
): Promise<void> {
  // A client that is gone is no error of anybody.
  response.on('error', () => undefined);
  try {
    admit(request, options);
    const [path = '', search = ''] = splitTarget(request.url ?? '');
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '');
    const call = { request, response, method, path, query: new URLSearchParams(search) };
    const answered = await answerRequest(call, options);
    if (answered !== streamed) sendAnswer(response, answered);
  } catch (error) {
    refuse(error, response, options);
  }
}

function splitTarget(target: string): readonly string[] {
  const at = target.indexOf('?');
  return at < 0 ? [target] : [target.slice(0, at), target.slice(at + 1)];
}

/** Before anything of a request is looked at. */
function admit(request: IncomingMessage, { allowedHosts, credentials }: ClusterApiOptions): void {
  const foreign = judgeForeignRequest(request, allowedHosts);
  if (foreign !== null) {
    const code = foreign.refused === 'host' ? 'api-host-not-allowed' : 'api-origin-foreign';
    throw clusterApiErrors.create(code, { message: foreign.reason });
  }
  if (!bearsToken(request.headers.authorization, credentials.token))
    throw clusterApiErrors.create('api-token-required');
}

function refuse(error: unknown, response: ServerResponse, { logger }: ClusterApiOptions): void {
  // Whoever went away in the middle of a body is told nothing.
  if (response.destroyed) return;
  if (!isAppError(error) || error.kind === 'bug')
    logger.error({ err: error }, 'a request to the Kubernetes API could not be answered');
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const status = statusOfError(error);
  // What is left of its body is not read.
  if (!response.req.complete) response.shouldKeepAlive = false;
  sendAnswer(response, { code: status.code, body: status });
}
