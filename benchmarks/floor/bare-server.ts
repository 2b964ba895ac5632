import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Pool } from 'undici';
import { exchange } from './bare-exchange.ts';

/** A request as the floor's services see it. */
export interface BareRequest {
  readonly method: string;
  /** Path segments without the query. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface BareAnswer {
  readonly status: number;
  readonly body: Buffer | string;
}

const contentType = 'application/json';

/** A bare `node:http` server: no router, no validation, no logging. */
export function serve(
  port: number,
  handle: (request: BareRequest) => Promise<BareAnswer> | BareAnswer,
): void {
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => void respond(handle, read(incoming, Buffer.concat(chunks)), response));
  });
  server.keepAliveTimeout = 65_000;
  server.listen(port, '127.0.0.1');
}

function read({ method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer): BareRequest {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  return { method, segments: path.slice(1).split('/'), query, headers, body };
}

async function respond(
  handle: (request: BareRequest) => Promise<BareAnswer> | BareAnswer,
  request: BareRequest,
  response: ServerResponse,
): Promise<void> {
  try {
    const { status, body } = await handle(request);
    const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
    response.writeHead(status, { 'content-type': contentType, 'content-length': length }).end(body);
  } catch (error) {
    console.error(error);
    response.writeHead(500).end();
  }
}

export function json(status: number, value: unknown): BareAnswer {
  return { status, body: JSON.stringify(value) };
}

/** What a caller sends: the body as it is, and the two headers that mean something to the callee. */
interface BareCall {
  readonly method: string;
  readonly path: string;
  readonly body?: Buffer | string | null;
  readonly authorization?: string | undefined;
  readonly idempotencyKey?: string | undefined;
}

export type BareClient = (call: BareCall) => Promise<{ readonly status: number; readonly body: Buffer }>;

/** A bare undici pool: no policy, no retries. */
export function createBareClient(origin: string): BareClient {
  const pool = new Pool(origin, { connections: 64 });
  return ({ method, path, body = null, authorization, idempotencyKey }) => {
    const headers: Record<string, string> = { accept: contentType };
    if (body !== null) headers['content-type'] = contentType;
    if (authorization !== undefined) headers['authorization'] = authorization;
    if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
    return exchange(pool, { method, path, headers, body });
  };
}

/** Calls another service of the floor, which always succeeds, and reads its answer. */
export async function callJson<Body>(client: BareClient, call: BareCall): Promise<Body> {
  const { status, body } = await client(call);
  if (status >= 300) throw new Error(`${call.method} ${call.path} was answered with ${status}`);
  return JSON.parse(body.toString()) as Body;
}
